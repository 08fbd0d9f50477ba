/** Makes text that people typed safe to stand in a regular expression, where it means itself. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
