// A few calls to the server's API, as plain HTTP.
import { Problem } from '../lib/run.mjs'

export const demoPassword = 'lianxin-demo'

/** @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Api */

/** @param {string} baseUrl @param {string} [token] @returns {Api} gives the parsed answer, or null */
export function api(baseUrl, token) {
  return async (method, path, body) => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Problem(`${method} ${path}: ${response.status} ${text}`)
    return text ? JSON.parse(text) : null
  }
}

/**
 * @param {string} baseUrl
 * @param {string} phone of a demo account
 * @returns {Promise<{ call: Api, token: string, me: any }>}
 */
export async function signIn(baseUrl, phone) {
  const body = { phone, password: demoPassword }
  const { accessToken, me } = await api(baseUrl)('POST', '/api/auth/login', body)
  return { call: api(baseUrl, accessToken), token: accessToken, me }
}
