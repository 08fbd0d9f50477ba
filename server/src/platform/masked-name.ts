/** 王秀英 → 王**. */
export function maskName(name: string): string {
  const first = [...name.trim()][0]
  return first ? `${first}**` : '居民'
}
