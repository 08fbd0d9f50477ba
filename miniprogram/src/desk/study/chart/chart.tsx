import { Canvas } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useId, useState } from 'react'
import { isRecord } from '@/lib/storage'
import { isWeapp } from '@/lib/platform'
import { drawInBrowser, drawInWechat, type ChartOption, type WechatCanvas } from './echarts'

interface Drawn {
  dispose(): void
  resize(): void
}

function isCanvas(value: unknown): value is WechatCanvas {
  return isRecord(value) && typeof value.getContext === 'function'
}

/** Asks WeChat for the canvas with this id. @throws when it has none to draw on */
function findCanvas(id: string): Promise<{ canvas: WechatCanvas; width: number; height: number }> {
  return new Promise((resolve, reject) => {
    Taro.createSelectorQuery()
      .select(`#${id}`)
      .fields({ node: true, size: true })
      .exec((found: unknown[]) => {
        const [first] = found
        const { node, width, height } = isRecord(first) ? first : {}
        if (isCanvas(node) && typeof width === 'number' && typeof height === 'number')
          resolve({ canvas: node, width, height })
        else reject(new Error('no canvas'))
      })
  })
}

async function draw(id: string, option: ChartOption): Promise<Drawn> {
  if (!isWeapp) {
    const host = document.getElementById(id)
    if (!host) throw new Error('no place to draw')
    return drawInBrowser(host, option)
  }
  // The canvas is there only when the page has been laid out.
  await new Promise<void>((resolve) => {
    Taro.nextTick(resolve)
  })
  const { canvas, width, height } = await findCanvas(id)
  const { pixelRatio } = Taro.getWindowInfo()
  return drawInWechat(canvas, { width, height, pixelRatio }, option)
}

/**
 * A picture of a table that stands beside it: where it cannot be drawn nothing is missing, and who
 * listens hears the table alone.
 * @param option keep it the same object while nothing changes
 * @param height in px
 */
export function Chart({ option, height }: { option: ChartOption; height: number }) {
  const id = `chart${useId().replace(/\W/g, '')}`
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    let drawn: Drawn | null = null
    let gone = false
    draw(id, option).then(
      (made) => {
        if (gone) made.dispose()
        else drawn = made
      },
      () => {
        if (!gone) setBroken(true)
      },
    )
    const fit = () => drawn?.resize()
    if (!isWeapp) window.addEventListener('resize', fit)
    return () => {
      gone = true
      drawn?.dispose()
      if (!isWeapp) window.removeEventListener('resize', fit)
    }
  }, [id, option])
  if (broken) return null
  const style = { width: '100%', height: `${height}px` }
  return isWeapp ? (
    <Canvas type="2d" id={id} canvasId={id} style={style} />
  ) : (
    <div id={id} style={style} className="dk-chart" aria-hidden="true" />
  )
}
