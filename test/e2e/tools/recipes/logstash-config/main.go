// Parses Logstash pipeline files and writes what it found as one JSON list: an error with its place, or the tree.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	config "github.com/breml/logstash-config"
	"github.com/breml/logstash-config/ast"
)

type tree = map[string]any

func main() {
	answers := []tree{}
	for _, file := range os.Args[1:] {
		answers = append(answers, parse(file))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}

func parse(file string) (answer tree) {
	text, err := os.ReadFile(file)
	if err != nil {
		return tree{"file": file, "error": tree{"line": 0, "column": 0, "expected": []string{}, "message": err.Error()}}
	}
	// An unclosed bracket or quote is a panic of the parser.
	defer func() {
		if failure := recover(); failure != nil {
			answer = tree{"file": file, "error": place(string(text), fmt.Sprint(failure))}
		}
	}()
	parsed, err := config.Parse(file, text)
	if err != nil {
		return tree{"file": file, "error": place(string(text), err.Error())}
	}
	sections := []tree{}
	root := parsed.(ast.Config)
	for _, group := range [][]ast.PluginSection{root.Input, root.Filter, root.Output} {
		for _, section := range group {
			sections = append(sections, tree{"section": section.PluginType.String(), "body": body(section.BranchOrPlugins)})
		}
	}
	return tree{"file": file, "sections": sections}
}

var farthestAt = regexp.MustCompile(`and \[(\d+)\]`)
var plainAt = regexp.MustCompile(`:(\d+):(\d+) \(\d+\)`)

// The farthest position that the parser reached is normally the place of the mistake.
func place(text, message string) tree {
	if farthest, ok := config.GetFarthestFailure(); ok {
		message = farthest
	}
	line, column := 1, 1
	if found := farthestAt.FindStringSubmatch(message); found != nil {
		offset, _ := strconv.Atoi(found[1])
		before := text[:min(offset, len(text))]
		line = strings.Count(before, "\n") + 1
		column = len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
	} else if found := plainAt.FindStringSubmatch(message); found != nil {
		line, _ = strconv.Atoi(found[1])
		column, _ = strconv.Atoi(found[2])
	}
	expected := []string{}
	for _, part := range strings.Split(message, "\n") {
		if rest, ok := strings.CutPrefix(part, "-> "); ok {
			expected = append(expected, rest)
		}
	}
	return tree{"line": line, "column": column, "expected": expected, "message": strings.TrimSpace(message)}
}

func body(nodes []ast.BranchOrPlugin) []tree {
	statements := []tree{}
	for _, node := range nodes {
		switch statement := node.(type) {
		case ast.Plugin:
			statements = append(statements, plugin(statement))
		case ast.Branch:
			statements = append(statements, branch(statement))
		}
	}
	return statements
}

func plugin(node ast.Plugin) tree {
	return tree{"plugin": node.Name(), "line": node.Start.Line, "options": options(node.Attributes)}
}

func branch(node ast.Branch) tree {
	branches := []tree{{"condition": node.IfBlock.Condition.String(), "body": body(node.IfBlock.Block)}}
	for _, other := range node.ElseIfBlock {
		branches = append(branches, tree{"condition": other.Condition.String(), "body": body(other.Block)})
	}
	if len(node.ElseBlock.Block) > 0 {
		branches = append(branches, tree{"body": body(node.ElseBlock.Block)})
	}
	return tree{"line": node.IfBlock.Start.Line, "branches": branches}
}

func options(attributes []ast.Attribute) []tree {
	list := []tree{}
	for _, attribute := range attributes {
		list = append(list, tree{"name": attribute.Name(), "value": value(attribute)})
	}
	return list
}

func value(attribute ast.Attribute) any {
	switch node := attribute.(type) {
	case ast.StringAttribute:
		if node.StringAttributeType() == ast.Bareword && (node.Value() == "true" || node.Value() == "false") {
			return node.Value() == "true"
		}
		return node.Value()
	case ast.NumberAttribute:
		return node.Value()
	case ast.ArrayAttribute:
		list := []any{}
		for _, entry := range node.Value() {
			list = append(list, value(entry))
		}
		return list
	case ast.HashAttribute:
		entries := []tree{}
		for _, entry := range node.Value() {
			entries = append(entries, tree{"key": key(entry.Key), "value": value(entry.Value)})
		}
		return tree{"hash": entries}
	case ast.PluginAttribute:
		// The parsed plugin is private to its package: its name is the first word of its text.
		text := node.ValueString()
		return tree{"plugin": strings.TrimSpace(strings.SplitN(text, "{", 2)[0]), "text": text}
	}
	return nil
}

func key(node ast.HashEntryKey) string {
	if text, ok := node.(ast.StringAttribute); ok {
		return text.Value()
	}
	return node.ValueString()
}
