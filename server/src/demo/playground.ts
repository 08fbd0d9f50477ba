import { roleLabels } from '@lianxin/shared'
import type { PlaygroundDirectory } from '../features/playground'
import { demoContactId, demoGroups, demoPeople } from './district'

/** The bot's contact id in the stand-in for WeChat. */
const BOT_ID = 'wxid_demo_xiaoqiao'

/** The demo's groups and people, as the stand-in for WeChat knows them. */
export function demoPlayground(botName: string): PlaygroundDirectory {
  return {
    botId: BOT_ID,
    botName,
    groups: demoGroups.map(({ roomId, topic, members }) => ({
      id: roomId,
      topic,
      members: demoPeople
        .filter((person) => members.includes(person.key))
        .map(({ key, name, posts }) => ({
          id: demoContactId(key),
          name,
          role: roleLabels[posts[0]?.[0] ?? 'resident'],
        })),
    })),
  }
}
