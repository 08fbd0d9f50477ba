import type { Config } from './config'
import { demoPassword } from './demo/district'

/** Says in a few lines where to look and how to sign in. */
export function printBanner({
  config,
  port,
  seeded,
}: {
  config: Config
  port: number
  seeded: boolean
}): void {
  const home = `http://localhost:${port}`
  const lines = [
    '',
    `  连心桥 is running${seeded ? ', with an invented demo district' : ''}.`,
    '',
    `  Pages       ${home}/`,
    ...(config.playground ? [`  Playground  ${home}/playground   (stands in for WeChat)`] : []),
    `  API         ${home}/api`,
    `  Data        ${config.mongodbUri ? 'the MongoDB of MONGODB_URI' : config.dataDir}`,
  ]
  if (config.demo) {
    lines.push(
      '',
      `  Sign in with password ${demoPassword}`,
      '    19900000003  李敏    secretary of 望江社区',
      '    19900000004  何志远  secretary of 望江社区, approves what 李敏 writes',
      '    19900000009  郭岚    secretary of 柳岸街道, over both groups',
      '    19900000002  周正    supervisor of 柳岸街道',
      '    19900000001  程敏    administrator',
      '    19900000011  王秀兰  member',
    )
  }
  lines.push('', '  Ctrl-C stops everything.', '')
  process.stdout.write(`${lines.join('\n')}\n`)
}
