const stopWords = new Set(
  '我们 你们 他们 它们 自己 这个 那个 这些 那些 以及 或者 并且 而且 但是 因为 所以 如果 由于 对于 关于 通过 进行 进一步 不断 切实 积极 全面 一个 一些 一种 一是 二是 三是 四是 五是 其中 同时 目前 已经 可以 能够 需要 方面 问题 情况 工作 等等 有效 充分 深入 近年来 为了 根据 按照 使得 从而 不仅 只有 具有 成为 作为 没有 就是 还是 之后 之前 以来 为主'.split(
    ' ',
  ),
)

type Cut = (text: string) => string[]
let loading: Promise<Cut> | undefined

/** jieba with its dictionary, loaded once on first use (about 0.4 s). */
export const loadCutter = (): Promise<Cut> => {
  loading ??= Promise.all([import('@node-rs/jieba'), import('@node-rs/jieba/dict.js')]).then(
    ([{ Jieba }, { dict }]) => {
      const jieba = Jieba.withDict(dict)
      return (text) => jieba.cut(text, true)
    },
  )
  return loading
}

/** Content words of a sentence, each once: two or more characters, no stop words. */
export const contentWords = (sentence: string, cut: Cut): Set<string> =>
  new Set(
    cut(sentence).filter(
      (word) => word.length >= 2 && !stopWords.has(word) && /[\p{Script=Han}A-Za-z]/u.test(word),
    ),
  )
