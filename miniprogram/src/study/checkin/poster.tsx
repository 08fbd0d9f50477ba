import { useState } from 'react'
import { useAttempt } from '@/api/use-attempt'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Banner } from '@/ui/states'
import { fetchPoster } from './fetch-poster'
import type { Own } from './today'

/** A picture of the streak, to keep or to pass on. */
export function Poster({ own }: { own: Own }) {
  const [named, setNamed] = useState(false)
  const [quoted, setQuoted] = useState(true)
  /** What a browser shows; WeChat shows it by itself. */
  const [picture, setPicture] = useState<string | null>(null)
  const { busy, problem, attempt } = useAttempt()
  const passed = own.days.some(({ day, review }) => day === own.today && review === 'passed')
  if (own.streak === 0) return null

  const make = () =>
    attempt(async () => {
      setPicture(
        await fetchPoster({ name: named ? 'yes' : 'no', thought: passed && quoted ? 'yes' : 'no' }),
      )
    })

  return (
    <Card title="做一张打卡图">
      {own.drawable ? (
        <Check label="写上我的名字" checked={named} onChange={setNamed} />
      ) : (
        <p className="lx-muted">您名字里有个字，图上还写不出来，先不写名字。</p>
      )}
      {passed ? <Check label="写上今天的心得" checked={quoted} onChange={setQuoted} /> : null}
      <Button kind="secondary" busy={busy} onClick={() => void make()}>
        {isWeapp ? '做图，长按可以存' : '做图'}
      </Button>
      {problem ? <Banner>{problem}</Banner> : null}
      {picture ? (
        <>
          <img className="ck-poster" src={picture} alt={`连续打卡 ${own.streak} 天的图`} />
          <a className="lx-more" href={picture} download="打卡.png">
            存下来
          </a>
        </>
      ) : null}
    </Card>
  )
}
