type Convert = (text: string) => string

let loading: Promise<Convert> | undefined

/** OpenCC's traditional → mainland converter, loaded once on first use. */
export const loadSimplifier = (): Promise<Convert> => {
  loading ??= import('opencc-js/t2cn').then(({ Converter }) => {
    const convert = Converter({ from: 't', to: 'cn' })
    return (text) => fixAspectMarker(convert(text))
  })
  return loading
}

/** OpenCC leaves 著 alone because it is also a word; as the particle it is written 着. */
const fixAspectMarker = (text: string): string =>
  text.replace(/(?<![显名原论专巨编土卓昭译合遗拙新所撰执])著(?![名作述者称书录有重文])/gu, '着')

const traditionalShare = 0.03

/** Whether so many characters change that the text must be written in traditional characters. */
export const isTraditional = (text: string, simplify: Convert): boolean => {
  const sample = text.slice(0, 20_000)
  const converted = simplify(sample)
  const hanCount = sample.match(/\p{Script=Han}/gu)?.length ?? 0
  let changed = 0
  for (let i = 0; i < sample.length; i++) if (sample[i] !== converted[i]) changed++
  // A different length would shift every later position, so count only equal-length results.
  return hanCount > 0 && sample.length === converted.length
    ? changed / hanCount > traditionalShare
    : sample !== converted && hanCount > 0
}
