/**
 * The data of server-sent events, one after the other, until the stream ends. Comments and other
 * fields are passed over; ours fit into one `data:` line.
 * @param onSign called for whatever comes, comments too: the other side is still there
 */
export async function* eventData(
  stream: ReadableStream<Uint8Array>,
  onSign: () => void = () => undefined,
): AsyncGenerator<string> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onSign()
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim()
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
