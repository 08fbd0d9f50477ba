import { expect, it } from 'vitest'
import { eventData } from './event-data'

const streamOf = (chunks: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

async function all(stream: ReadableStream<Uint8Array>) {
  const seen: string[] = []
  let signs = 0
  for await (const data of eventData(stream, () => (signs += 1))) seen.push(data)
  return { seen, signs }
}

it('gives each event once, wherever the network cuts it, and passes comments over', async () => {
  const text = 'data: {"name":"王**"}\n\n: still here\n\ndata: {"name":"李**"}\n\n'
  const bytes = new TextEncoder().encode(text)
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const { seen } = await all(streamOf([bytes.slice(0, cut), bytes.slice(cut)]))
    expect(seen, `cut at ${cut}`).toEqual(['{"name":"王**"}', '{"name":"李**"}'])
  }
})

it('a comment is a sign of life', async () => {
  const { seen, signs } = await all(streamOf([new TextEncoder().encode(': still here\n\n')]))
  expect({ seen, signs }).toEqual({ seen: [], signs: 1 })
})
