import { useId, useState } from 'react'
import {
  MOST_OWN_SKILL,
  MOST_OWN_SKILLS,
  MOST_SKILL_SENTENCE,
  skillLabels,
  skills,
  skillTimeLabels,
  skillTimes,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Picks } from '@/ui/picks'
import { Banner } from '@/ui/states'

type Offer = OutputOf<'me.skills'>

const skillItems = skills.map((key) => ({ key, text: skillLabels[key] }))
const timeItems = skillTimes.map((key) => ({ key, text: skillTimeLabels[key] }))

/** Own words: those that are written, and room for one more. */
const lines = Array.from({ length: MOST_OWN_SKILLS }, () => '')

/** What somebody offers, as they write it; nobody finds them until they say yes to that. */
export function OfferForm({ given }: { given: Offer }) {
  const id = useId()
  const [offered, setOffered] = useState(given.skills)
  const [own, setOwn] = useState(() => lines.map((empty, index) => given.own[index] ?? empty))
  const [times, setTimes] = useState(given.times)
  const [sentence, setSentence] = useState(given.sentence ?? '')
  const [findable, setFindable] = useState(given.findable)
  const { run, busy, failure } = useMutation('me.setSkills')
  const written = own.map((words) => words.trim()).filter(Boolean)
  async function save() {
    const body = {
      skills: offered,
      own: [...new Set(written)],
      times,
      sentence: sentence.trim() || null,
      findable,
    }
    if ((await run({ body })) === null) return
    toast(findable ? '存好了，有事会请您' : '存好了，没有人看得到')
  }
  const write = (at: number, words: string) =>
    setOwn(own.map((line, index) => (index === at ? words : line)))
  return (
    <>
      <Card title="会做什么">
        <Picks label="会做什么" items={skillItems} value={offered} onChange={setOffered} />
        {own.slice(0, written.length + 1).map((words, index) => (
          <Field
            key={index}
            id={`${id}-own-${index}`}
            label={`别的，自己写（第 ${index + 1} 样）`}
            value={words}
            maxLength={MOST_OWN_SKILL}
            placeholder="例如：磨菜刀"
            onChange={(next) => write(index, next)}
          />
        ))}
      </Card>
      <Card title="什么时候有空">
        <Picks label="什么时候有空" items={timeItems} value={times} onChange={setTimes} />
        <TextArea
          id={`${id}-sentence`}
          label="再说一句（可以不写）"
          value={sentence}
          maxLength={MOST_SKILL_SENTENCE}
          rows={2}
          placeholder="例如：推子自己带"
          onChange={setSentence}
        />
      </Card>
      <Card title="要不要让人找到您">
        <Check
          label="让组织活动的同志找得到我"
          checked={findable}
          onChange={setFindable}
          hint={
            given.org
              ? `${given.org.name}和它上级的工作人员会看到您的名字和会做的事，看不到电话。随时可以关，关了马上就找不到。`
              : '您还没有编进哪个单位，先存着，编进去以后才找得到。'
          }
        />
        {failure ? <Banner>{failure.fields.skills ?? sentenceOf(failure)}</Banner> : null}
        <div className="lx-acts">
          <Button wide busy={busy} onClick={() => void save()}>
            存好
          </Button>
        </div>
      </Card>
    </>
  )
}
