// Columns for the terminal.

/** The first column to the left, the others to the right. @param {string[][]} rows @param {number} gap */
export function printTable(rows, gap = 2) {
  const widths = rows.reduce(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)),
    /** @type {number[]} */ ([]),
  )
  for (const row of rows) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    )
    console.log(`  ${cells.join(' '.repeat(gap))}`)
  }
}
