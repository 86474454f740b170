/**
 * Programs of ours as a container gets them: without the comments, which lie with the sources in templates/. On a cluster
 * every byte counts against the one object that Helm keeps a release in.
 */

/** Lines that hold a comment and nothing else; a test holds that no text of a program looks like one. */
const COMMENT_LINES = /^[ \t]*(?:\/\/.*|\/\*\*[\s\S]*?\*\/)\n/gm

/** A program in JavaScript without its lines of comments; any other file as it is. */
export function withoutComments(path: string, content: string): string {
  return path.endsWith('.js') ? content.replaceAll(COMMENT_LINES, '') : content
}
