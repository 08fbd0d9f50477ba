const damping = 0.85
const maxRounds = 60
const tolerance = 1e-5

interface Edge {
  to: number
  weight: number
}

/**
 * TextRank (Mihalcea & Tarau 2004) over sentences given as sets of content words: two sentences are
 * as near as the words they share over the sum of the logs of their sizes; damping 0.85.
 * Gives one score per sentence, the best being 1; all 0 when nothing is shared.
 */
export const rankSentences = (sentences: Set<string>[]): number[] => {
  const edges = connect(sentences)
  const outgoing = edges.map((list) => list.reduce((sum, edge) => sum + edge.weight, 0))
  let scores = sentences.map(() => 1)
  for (let round = 0; round < maxRounds; round++) {
    const next = edges.map((list) => {
      const received = list.reduce(
        (sum, { to, weight }) => sum + ((scores[to] ?? 0) * weight) / (outgoing[to] || 1),
        0,
      )
      return 1 - damping + damping * received
    })
    const change = next.reduce((sum, score, i) => sum + Math.abs(score - (scores[i] ?? 0)), 0)
    scores = next
    if (change < tolerance * scores.length) break
  }
  const best = Math.max(...scores)
  return outgoing.some((sum) => sum > 0) ? scores.map((score) => score / best) : scores.map(() => 0)
}

const connect = (sentences: Set<string>[]): Edge[][] => {
  const holders = new Map<string, number[]>()
  sentences.forEach((words, i) => {
    for (const word of words) {
      const list = holders.get(word)
      if (list === undefined) holders.set(word, [i])
      else list.push(i)
    }
  })
  return sentences.map((words, i) => {
    const shared = new Map<number, number>()
    for (const word of words) {
      for (const other of holders.get(word) ?? []) {
        if (other !== i) shared.set(other, (shared.get(other) ?? 0) + 1)
      }
    }
    return [...shared].flatMap(([to, count]) => {
      const logs = Math.log(words.size) + Math.log(sentences[to]?.size ?? 1)
      return logs > 0 ? [{ to, weight: count / logs }] : []
    })
  })
}

/** Share of the smaller set's words that both have, 0–1. */
export const overlap = (a: Set<string>, b: Set<string>): number => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (small.size === 0) return 0
  let shared = 0
  for (const word of small) if (large.has(word)) shared++
  return shared / small.size
}
