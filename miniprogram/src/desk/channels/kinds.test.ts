import { expect, it } from 'vitest'
import { kindOf } from './kinds'

it('knows whose robot an address belongs to', () => {
  expect(kindOf(' https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc')).toBe('wecom_robot')
  expect(kindOf('https://oapi.dingtalk.com/robot/send?access_token=abc')).toBe('dingtalk_robot')
  expect(kindOf('HTTPS://open.feishu.cn/open-apis/bot/v2/hook/abc')).toBe('feishu_robot')
})

it('is not taken in by an address that only looks like one', () => {
  expect(kindOf('https://qyapi.weixin.qq.com.evil.example/send')).toBeNull()
  expect(kindOf('https://evil.example/?https://oapi.dingtalk.com/')).toBeNull()
  expect(kindOf('http://open.feishu.cn/')).toBeNull()
  expect(kindOf('')).toBeNull()
})
