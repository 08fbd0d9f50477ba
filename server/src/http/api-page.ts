import { escapeMarkup } from '../platform/markup'

interface Operation {
  operationId: string
  summary: string
  description: string
  tags: string[]
  requestBody?: unknown
  responses: Record<string, { description: string }>
}
type PathItem = Record<string, Operation>

function row(path: string, method: string, operation: Operation): string {
  const answers = Object.entries(operation.responses)
    .map(
      ([status, { description }]) =>
        `<li><b>${escapeMarkup(status)}</b> ${escapeMarkup(description)}</li>`,
    )
    .join('')
  const details = JSON.stringify(operation, null, 2)
  return `<details id="${escapeMarkup(operation.operationId)}"><summary><code class="${method}">${method.toUpperCase()}</code>
<code>${escapeMarkup(path)}</code> <span>${escapeMarkup(operation.summary)}</span></summary>
<p>${escapeMarkup(operation.description)}</p><ul>${answers}</ul><pre tabindex="0">${escapeMarkup(details)}</pre></details>`
}

const style = `body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem;background:#faf7f2;color:#231d19}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}details{background:#fff;border:1px solid #e8e0d5;border-radius:14px;margin:.5rem 0;padding:.6rem 1rem}
summary{cursor:pointer}summary span{color:#6a5f56}code{font-size:.9rem}code:first-child{display:inline-block;min-width:4.5rem;font-weight:700;color:#b0271c}
pre{overflow:auto;max-height:30rem;background:#faf7f2;padding:1rem;border-radius:8px;font-size:.8rem}:focus-visible{outline:3px solid #1f5a8a}a{color:#1f5a8a}`

/**
 * The contract as a page to read, without scripts or anything from elsewhere.
 * @param document the OpenAPI document
 */
export function renderApiPage(document: Record<string, unknown>): string {
  const paths = document['paths'] as Record<string, PathItem>
  const byTag = new Map<string, string[]>()
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const tag = operation.tags[0] ?? 'other'
      byTag.set(tag, [...(byTag.get(tag) ?? []), row(path, method, operation)])
    }
  }
  const sections = [...byTag]
    .map(([tag, rows]) => `<h2>${escapeMarkup(tag)}</h2>${rows.join('\n')}`)
    .join('\n')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lianxin Bridge API</title><style>${style}</style></head><body><main><h1>连心桥 API</h1>
<p>Made from the contract; the same as <a href="/api/openapi.json">openapi.json</a>.
Errors are <code>{ code, message, requestId, fields? }</code>.</p>${sections}</main></body></html>`
}
