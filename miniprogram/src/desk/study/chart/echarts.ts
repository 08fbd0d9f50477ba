import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, type GridComponentOption } from 'echarts/components'
import {
  init,
  setPlatformAPI,
  use as register,
  type ComposeOption,
  type ECharts,
} from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// Only what is drawn: all of echarts would be twice as large.
register([BarChart, LineChart, GridComponent, CanvasRenderer])

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption>

/** Draws into an element of the page. @throws when there is no canvas */
export function drawInBrowser(host: HTMLElement, option: ChartOption): ECharts {
  const chart = init(host)
  chart.setOption(option)
  return chart
}

/** A canvas as WeChat hands it out: it draws like a document's and may know no events. */
export type WechatCanvas = HTMLCanvasElement

/** Draws onto WeChat's canvas; sizes in px of the page. @throws when it cannot be drawn on */
export function drawInWechat(
  canvas: WechatCanvas,
  size: { width: number; height: number; pixelRatio: number },
  option: ChartOption,
): ECharts {
  const { width, height, pixelRatio } = size
  canvas.width = width * pixelRatio
  canvas.height = height * pixelRatio
  // Nothing is listened to: the chart only shows what the table beside it says.
  for (const name of ['addEventListener', 'removeEventListener'])
    if (!Reflect.has(canvas, name)) Reflect.set(canvas, name, () => undefined)
  // It measures letters on a canvas of its own, which WeChat has no document to make from.
  setPlatformAPI({ createCanvas: () => canvas })
  const chart = init(canvas, null, { width, height, devicePixelRatio: pixelRatio })
  chart.setOption(option)
  return chart
}
