import * as z from 'zod'
import { AppError } from '../../platform/app-error'

const TIMEOUT_MS = 5_000
const answerSchema = z.object({
  openid: z.string().min(1).optional(),
  errcode: z.number().int().optional(),
})
/** -1 system busy, 45011 too frequent: the code is still good, or a new one will be. */
const BUSY = new Set([-1, 45_011])

export interface WechatConfig {
  appId: string
  secret: string
  /** Origin of WeChat's API. */
  apiBase: string
}

/**
 * WeChat's code2session: exchanges the code of `wx.login` for the account's openid.
 * Codes: https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html
 * (40029 code invalid, 40163 code been used, 40226 high-risk user, 45011 too frequent, -1 busy).
 * @param config null when this deployment has no WeChat account
 * @throws AppError auth.wechat_rejected, auth.wechat_busy
 */
export async function codeToOpenid(config: WechatConfig | null, code: string): Promise<string> {
  if (!config) throw new AppError('auth.wechat_rejected')
  const query = new URLSearchParams({
    appid: config.appId,
    secret: config.secret,
    js_code: code,
    grant_type: 'authorization_code',
  })
  const answer = await fetch(`${config.apiBase}/sns/jscode2session?${query.toString()}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  })
    .then(async (response) => answerSchema.parse(await response.json()))
    .catch(() => {
      throw new AppError('auth.wechat_busy')
    })
  if (answer.openid && !answer.errcode) return answer.openid
  throw new AppError(BUSY.has(answer.errcode ?? 0) ? 'auth.wechat_busy' : 'auth.wechat_rejected')
}
