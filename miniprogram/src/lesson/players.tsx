import Taro from '@tarojs/taro'
import { Video } from '@tarojs/components'
import { useEffect, useRef, useState } from 'react'
import { apiBase } from '@/api/client'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'

interface PlayerProps {
  url: string
  title: string
  /** Says whether it is playing: then its seconds count. */
  onPlaying: (playing: boolean) => void
}

function AudioInWechat({ url, title, onPlaying }: PlayerProps) {
  const player = useRef<Taro.InnerAudioContext | null>(null)
  const [playing, setPlaying] = useState(false)
  const [failed, setFailed] = useState(false)
  const tell = useRef(onPlaying)
  useEffect(() => {
    tell.current = onPlaying
  })
  useEffect(() => {
    const audio = Taro.createInnerAudioContext()
    const say = (now: boolean) => () => {
      setPlaying(now)
      tell.current(now)
    }
    audio.src = apiBase + url
    audio.onPlay(say(true))
    audio.onPause(say(false))
    audio.onStop(say(false))
    audio.onEnded(say(false))
    audio.onError(() => {
      setFailed(true)
      say(false)()
    })
    player.current = audio
    return () => audio.destroy()
  }, [url])
  return (
    <>
      <Button
        kind="secondary"
        wide
        label={`${playing ? '暂停' : '播放'}：${title}`}
        onClick={() => (playing ? player.current?.pause() : player.current?.play())}
      >
        {playing ? '暂停' : '▶ 听一听'}
      </Button>
      {failed ? <p className="lx-muted">没放出来，看下面的文字也一样。</p> : null}
    </>
  )
}

/** A recording, with the platform's own controls. */
export function AudioPlayer(props: PlayerProps) {
  if (isWeapp) return <AudioInWechat {...props} />
  const { url, title, onPlaying } = props
  return (
    <audio
      className="ls-audio"
      controls
      preload="metadata"
      src={apiBase + url}
      aria-label={title}
      onPlaying={() => onPlaying(true)}
      onPause={() => onPlaying(false)}
      onWaiting={() => onPlaying(false)}
      onEnded={() => onPlaying(false)}
    />
  )
}

interface VideoProps extends PlayerProps {
  posterUrl: string | null
  captionsUrl: string | null
}

/** A film; captions are shown in a browser (WeChat's player has none, the words stand below it). */
export function VideoPlayer({ url, title, onPlaying, posterUrl, captionsUrl }: VideoProps) {
  const poster = posterUrl ? { poster: apiBase + posterUrl } : {}
  if (isWeapp) {
    return (
      <Video
        className="ls-video"
        src={apiBase + url}
        title={title}
        {...poster}
        onPlay={() => onPlaying(true)}
        onPause={() => onPlaying(false)}
        onEnded={() => onPlaying(false)}
        onWaiting={() => onPlaying(false)}
      />
    )
  }
  return (
    <video
      className="ls-video"
      controls
      playsInline
      preload="metadata"
      src={apiBase + url}
      aria-label={title}
      {...poster}
      onPlaying={() => onPlaying(true)}
      onPause={() => onPlaying(false)}
      onWaiting={() => onPlaying(false)}
      onEnded={() => onPlaying(false)}
    >
      {captionsUrl ? (
        <track kind="captions" srcLang="zh" label="字幕" src={apiBase + captionsUrl} default />
      ) : null}
    </video>
  )
}
