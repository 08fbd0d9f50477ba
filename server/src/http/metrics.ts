import type { Context, Next } from 'koa'
import { Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export interface HttpMetrics {
  middleware(ctx: Context, next: Next): Promise<void>
  registry: Registry
}

/** Prometheus metrics of this process: Node's own and one histogram of endpoints. */
export function createMetrics(): HttpMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by endpoint of the contract and status class',
    labelNames: ['endpoint', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.4, 1, 3, 10],
    registers: [registry],
  })
  return {
    registry,
    async middleware(ctx, next) {
      const start = process.hrtime.bigint()
      await next()
      const endpoint = ctx.state['endpoint']
      // Only endpoints of the contract: paths that people make up must not become label values.
      if (typeof endpoint !== 'string') return
      const status = `${Math.floor(ctx.status / 100)}xx`
      duration.observe({ endpoint, status }, Number(process.hrtime.bigint() - start) / 1e9)
    },
  }
}
