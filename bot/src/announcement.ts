/**
 * What the bot says when it is taken into a group: the rule that it reads by. One message, once
 * per group and run.
 */
export function announcement(botName: string): string {
  return [
    `大家好，我是${botName}。`,
    `想提建议，@${botName} 说一句就行；发“@${botName} 帮助”看用法。`,
    `没有 @ 我的话我不读、不存。`,
  ].join('\n')
}
