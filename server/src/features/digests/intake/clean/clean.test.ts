import iconv from 'iconv-lite'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDate, findDateInUrl, isDateLine } from './dates'
import { toLines } from './lines'
import { isBroken, mendShiftedRuns, mendWholeLine } from './mojibake'
import { removePronunciations } from './pinyin'
import { restoreOpeningQuotes, tidyLine } from './punctuation'
import { isTraditional, loadSimplifier } from './traditional'

let simplify: (text: string) => string
beforeAll(async () => {
  simplify = await loadSimplifier()
})

describe('removePronunciations', () => {
  it.each([
    ['區(qū)委', '區委', 1],
    ['順應（yīng）', '順應', 1],
    ['網(wǎng)絡(luò)', '網絡', 2],
    ['人工智能(AI)和应用(app)', '人工智能(AI)和应用(app)', 0],
    ['他們(men)', '他們(men)', 0],
    ['區(qū)經(jīng)發(fā)他們(men)用(app)', '區經發他們用(app)', 4],
  ])('%s → %s', (text, cleaned, count) => {
    expect(removePronunciations(text)).toEqual({ text: cleaned, count })
  })
})

describe('mendShiftedRuns', () => {
  it.each([
    ['53個行政村?;鶎狱h組織', '53個行政村。基層黨組織'],
    ['鄉下?lián)苻D移經費', '鄉下撥轉移經費'],
    ['鄉下?(lián)苻D移經費', '鄉下撥轉移經費'],
  ])('%s → %s', (text, mended) => {
    expect(mendShiftedRuns(text, simplify).text).toBe(mended)
  })

  it.each(['怎么评?如何用QQ群?我市', '经费?;鶎酷龘鑷居民', '甲?lián)苻D移'])(
    'leaves %s',
    (text) => {
      expect(mendShiftedRuns(text, simplify)).toEqual({ text, mended: [] })
    },
  )
})

describe('mendWholeLine', () => {
  const line = '社区党组织每周走访居民'
  it('undoes UTF-8 read as Latin-1 or as GBK', () => {
    expect(mendWholeLine(Buffer.from(line).toString('latin1'))).toBe(line)
    const even = '社区服务居民群众'
    expect(mendWholeLine(iconv.decode(Buffer.from(even), 'gb18030'))).toBe(even)
  })
  it('leaves a good line alone', () => expect(mendWholeLine(line)).toBeNull())
})

describe('isBroken', () => {
  it.each([
    ['经费？；鶎狱h', true],
    ['居民\uFFFD社区', true],
    ['怎么评？如何用？我市统一安排', false],
    ['每月补贴不少于20万元。', false],
  ])('%s: %s', (text, expected) => expect(isBroken(text)).toBe(expected))
})

describe('traditional characters', () => {
  it('are told from simplified ones, and 著 becomes 着 only as a particle', () => {
    expect(isTraditional('深入開展為民服務', simplify)).toBe(true)
    expect(isTraditional('深入开展为民服务', simplify)).toBe(false)
    expect(simplify('圍著群眾轉，成效顯著，名著')).toBe('围着群众转，成效显著，名著')
  })
})

describe('tidyLine', () => {
  it.each([
    ['从2012 年2 月起, 全市6216 个村', '从2012年2月起，全市6216个村'],
    ['乡镇( 街道) 选派“ 第一书记”10% 以上', '乡镇（街道）选派“第一书记”10%以上'],
    ['上午9:00-11:00,收费1,200.5元;先到先得', '上午9:00-11:00，收费1,200.5元；先到先得'],
    ['推行"1+N"方式', '推行“1+N”方式'],
    ['张三 李四 王五六', '张三 李四 王五六'],
    ['关 于 印 发 通 知', '关于印发通知'],
    ['\u3000\u3000居\u200b民', '居民'],
  ])('%s → %s', (line, tidy) => expect(tidyLine(line)).toBe(tidy))
})

describe('restoreOpeningQuotes', () => {
  it.each([
    ['机制、五法”识别、双型”支部', '机制、“五法”识别、“双型”支部', 2],
    ['“四有”机制', '“四有”机制', 0],
    ['机制，这一句太长不能断定从哪里开始”了', '机制，这一句太长不能断定从哪里开始”了', 0],
  ])('%s', (line, text, count) => expect(restoreOpeningQuotes(line)).toEqual({ text, count }))
})

describe('dates', () => {
  it.each([
    ['2026年3月1日', '2026-03-01'],
    ['二〇二六年十二月三十一日', '2026-12-31'],
    ['二○二六年一月二十日', '2026-01-20'],
    ['2026-02-28 09:30', '2026-02-28'],
    ['2026年2月29日', null],
    ['2028年2月29日', '2028-02-29'],
    ['2026年3月', null],
  ])('%s → %s', (text, day) => expect(findDate(text)).toBe(day))
  it('reads a day out of an address', () => {
    expect(findDateInUrl('http://news.example.com/2013/0619/718786.shtml')).toBe('2013-06-19')
    expect(findDateInUrl('http://news.example.com/202603/t20260301_12.html')).toBe('2026-03-01')
    expect(findDateInUrl('http://news.example.com/20269999/1.html')).toBeNull()
  })
  it('knows a line that is only a date', () => {
    expect(isDateLine('2013年06月19日 08:35')).toBe(true)
    expect(isDateLine('2013年06月19日起施行')).toBe(false)
  })
})

describe('toLines', () => {
  it('joins lines wrapped at a fixed width, and leaves items and paragraphs', () => {
    const text =
      '社区干部每周走访居民不少于十五户走访记录当月公布在公开栏里接受居民监督不得漏记也不得补记违反的由街道约谈并在全街道通报一次'
    const wrapped = [0, 20, 40].map((at) => text.slice(at, at + 20))
    const lines = toLines([...wrapped, ...wrapped, `一、${text.slice(0, 18)}`, '短。'].join('\n'))
    expect(lines.map((line) => line.text).slice(0, 1)[0]).toContain(text.slice(0, 60))
    expect(lines.at(-1)?.text.endsWith('短。')).toBe(true)
    expect(lines.some((line) => line.text.startsWith('一、'))).toBe(true)
    expect(toLines('第一段。\n第二段。').map((line) => line.text)).toEqual(['第一段。', '第二段。'])
  })
})
