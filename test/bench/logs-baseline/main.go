// What the log analyser of the operations manuals does, written plainly: counts by level and four classes of errors, one line at a time.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strings"
)

const longestLine = 16 << 20

type analyzer struct {
	patterns []*regexp.Regexp
	levels   map[string]int
	errors   map[string]int
}

func newAnalyzer() *analyzer {
	return &analyzer{
		patterns: []*regexp.Regexp{
			regexp.MustCompile(`(?i)error|exception|failed|panic`),
			regexp.MustCompile(`(?i)timeout|connection.*refused`),
			regexp.MustCompile(`(?i)out.*of.*memory|memory.*leak`),
		},
		levels: map[string]int{},
		errors: map[string]int{},
	}
}

func (a *analyzer) readFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	// The default of 64 KiB would end the whole run at the first long line.
	scanner.Buffer(make([]byte, 64<<10), longestLine)
	for scanner.Scan() {
		a.readLine(scanner.Text())
	}
	return scanner.Err()
}

func (a *analyzer) readLine(line string) {
	var entry map[string]interface{}
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		a.readText(line)
		return
	}
	level, ok := entry["level"].(string)
	if !ok {
		return
	}
	a.levels[level]++
	if level != "error" {
		return
	}
	if message, ok := entry["message"].(string); ok {
		a.classify(message)
	}
}

func (a *analyzer) classify(message string) {
	for i, pattern := range a.patterns {
		if pattern.MatchString(message) {
			a.errors[fmt.Sprintf("error_type_%d", i+1)]++
			return
		}
	}
	a.errors["other_errors"]++
}

func (a *analyzer) readText(line string) {
	lower := strings.ToLower(line)
	switch {
	case strings.Contains(lower, "error"):
		a.levels["error"]++
	case strings.Contains(lower, "warn"):
		a.levels["warning"]++
	case strings.Contains(lower, "info"):
		a.levels["info"]++
	default:
		a.levels["other"]++
	}
}

func print(title string, counts map[string]int) {
	fmt.Println(title)
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("  %s: %d\n", name, counts[name])
	}
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: logs-baseline FILE...")
		os.Exit(2)
	}
	a := newAnalyzer()
	for _, name := range os.Args[1:] {
		if err := a.readFile(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	print("levels", a.levels)
	print("errors", a.errors)
}
