/** What the bench uses of autocannon, which brings no types. */
declare module 'autocannon' {
  interface Options {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    method?: 'GET' | 'POST'
    headers?: Record<string, string>
    body?: string
  }
  interface Result {
    /** Mean of the per-second samples. */
    requests: { average: number; total: number }
    /** Seconds that it really took. */
    duration: number
    /** Milliseconds. */
    latency: { p50: number; p99: number }
    errors: number
    timeouts: number
    non2xx: number
    '2xx': number
  }
  interface Run extends Promise<Result> {
    /** Ends the run now. */
    stop?: () => void
  }
  export default function autocannon(options: Options): Run
}
