import Taro, { useRouter } from '@tarojs/taro'
import { useEffect } from 'react'
import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { clockTime } from '@/lib/dates'
import { goBack } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { inGroups } from '@/lib/typed-digits'
import { textSizeClass, useTextSize } from '@/lib/text-size'
import { Button } from '@/ui/button'
import { cx } from '@/ui/class-names'
import { Banner, EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { timeWords } from '../parts/shift-row'
import { useDoorCode, type DoorCode } from './use-door-code'
import { useWall, type Wall } from './use-wall'
import { useAwake, useWatched } from './use-watched'

const canFill = () => !isWeapp && document.fullscreenEnabled

function fillScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  // Refused without a tap: then it stays as large as it is.
  else void document.documentElement.requestFullscreen().catch(() => undefined)
}

function Code({ code, isLost }: { code: DoorCode | null; isLost: boolean }) {
  return (
    <section className="dk-door__code" aria-label="签到码">
      <div className={cx('dk-door__qr', isLost && 'dk-door__qr--old')}>
        {code ? (
          <img
            className="dk-door__picture"
            src={`data:image/svg+xml,${encodeURIComponent(code.picture)}`}
            alt="签到二维码"
          />
        ) : null}
      </div>
      <p className="dk-door__how">微信扫一扫，来了扫一次，走时再扫一次</p>
    </section>
  )
}

function Spoken({ code }: { code: DoorCode | null }) {
  return (
    <section className="dk-door__spoken">
      <p className="dk-door__label">不扫码，输这六个数也行</p>
      <p
        className="dk-door__digits"
        aria-label={code ? `口令 ${code.spoken.split('').join(' ')}` : undefined}
      >
        {code ? inGroups(code.spoken) : '··· ···'}
      </p>
    </section>
  )
}

function Figure({ label, count, strong }: { label: string; count: number; strong?: boolean }) {
  return (
    <div className={cx('dk-door__figure', strong && 'dk-door__figure--strong')}>
      <span className="dk-door__count">{count}</span>
      <span className="dk-door__label">{label}</span>
    </div>
  )
}

function People({ wall }: { wall: Wall | null }) {
  if (!wall) return null
  return (
    <section className="dk-door__wall" aria-label="现场">
      <div className="dk-door__figures">
        <Figure label="人在场" count={wall.here} strong />
        <Figure label="人来过" count={wall.came} />
        <Figure label="人报名" count={wall.taken} />
      </div>
      {wall.latest.length === 0 ? (
        <p className="dk-door__label">等第一位到。</p>
      ) : (
        <ul className="dk-door__latest" aria-live="polite">
          {wall.latest.map(({ name, at, way }) => (
            <li key={`${name} ${at} ${way}`} className="dk-door__one">
              <span className="dk-strong">{name}</span>
              <span>{`${clockTime(at)} ${way === 'in' ? '来了' : '走了'}`}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Door({ id }: { id: string }) {
  const size = useTextSize()
  const watched = useWatched()
  useAwake(watched)
  const shift = useQuery('events.get', { params: { id } }).data
  const { code, isLost: isCodeLost, problem } = useDoorCode(id, watched)
  const { wall, isLost: isWallLost, problem: wallProblem } = useWall(id, watched)
  const refused = problem ?? wallProblem
  useEffect(() => {
    void Taro.setNavigationBarTitle({ title: isWeapp ? '签到' : '签到 · 连心桥工作台' })
  }, [])
  return (
    <main className={cx('lx-page dk-door', textSizeClass(size))}>
      <header className="dk-door__head">
        <div>
          <h1 className="dk-door__title">{shift?.title ?? '签到'}</h1>
          <p className="dk-door__where">{shift ? `${timeWords(shift)} · ${shift.place}` : ' '}</p>
        </div>
        <div className="dk-acts--row">
          {canFill() ? (
            <Button small kind="secondary" onClick={fillScreen}>
              全屏
            </Button>
          ) : null}
          {isWeapp ? null : (
            <Button small kind="quiet" onClick={goBack}>
              关上
            </Button>
          )}
        </div>
      </header>
      {refused ? <Banner>{refused}</Banner> : null}
      {!refused && (isCodeLost || isWallLost) ? (
        <Banner>网断了，正在重新连。连上前请在名单上点名，没有网也能点。</Banner>
      ) : null}
      {shift?.state === 'cancelled' ? <Banner>这一场取消了。</Banner> : null}
      <div className="dk-door__body">
        <Code code={code} isLost={isCodeLost} />
        <div className="dk-door__side">
          <Spoken code={code} />
          <People wall={wall} />
        </div>
      </div>
    </main>
  )
}

/** The screen at the door: a code to scan, six digits to say, and who is here. */
function DeskDoorPage() {
  const { id } = useRouter().params
  const me = useMe()
  if (me?.usesDesk && id) return <Door key={id} id={id} />
  return (
    <DeskPage title="签到" here="deskShifts" inner>
      <EmptyState title="没有这一场" />
    </DeskPage>
  )
}

export default DeskDoorPage
