import { fold } from './fold'

/** A point number at the head of a text. */
export interface PointHead {
  pointNo: number
  /** Position behind the number and what separates it. */
  end: number
}

const CHINESE = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']
const NUMERAL = '十[一二]|[一二三四五六七八九十]'

/**
 * Words that make a number in front of them a measure (3号楼, 3000元, 3月) and not a point. With
 * the exceptions: words that only begin like one (3道路 is point 3, 3道 is not).
 */
const measures: Record<string, string> = {
  号: '召',
  楼: '道|梯',
  栋: '',
  幢: '',
  座: '',
  单元: '',
  弄: '',
  巷: '',
  排: '水|污|队',
  层: '',
  室: '',
  户: '外|口',
  门: '口|卫|禁|前|岗',
  区: '里',
  期: '',
  年: '纪|轻|龄|久',
  月: '',
  日: '常|照',
  天: '台|花板|然气|桥',
  时: '间|常',
  点: '',
  分: '类|配|开',
  秒: '',
  周: '边|围|末',
  星期: '',
  礼拜: '',
  季: '',
  岁: '',
  个: '别|人隐私',
  名: '单|额|字',
  位: '置',
  人: '行|员',
  口: '',
  家: '门|庭|长',
  元: '',
  块: '',
  毛: '',
  角: '落',
  万: '',
  亿: '',
  千: '',
  百: '姓',
  十: '',
  米: '',
  公里: '',
  公斤: '',
  里: '面',
  斤: '',
  吨: '',
  度: '',
  平: '台|时|整|安',
  厘: '',
  毫: '',
  瓦: '',
  升: '',
  倍: '',
  成: '立|本|效',
  折: '叠',
  次: '',
  遍: '',
  届: '',
  级: '',
  代: '办|理|表',
  条: '件|例',
  项: '目',
  件: '',
  份: '',
  张: '贴',
  把: '',
  只: '有|能|是|要',
  台: '阶',
  部: '门|分',
  辆: '',
  盏: '',
  棵: '',
  根: '据|本',
  处: '理',
  种: '植',
  类: '似',
  批: '准|评',
  段: '',
  站: '台',
  间: '',
  组: '织',
  队: '伍',
  班: '车|长',
  环: '境|卫|保',
  车: '位|库|棚|道|辆|祸|子',
  轮: '椅|流',
  线: '路|缆|上|下',
  道: '路|板|闸',
  街: '道|面|上',
  村: '里',
  胎: '',
  孩: '',
  多: '少|久|数|装|放|开',
  来: '人|往',
  几: '',
  余: '',
  到: '现在|底|处',
  至: '',
  '%': '',
  '％': '',
}

/** Road numbers and bus lines are measures, a street lamp is not. */
const BUS = /^路(?:公交|公车|巴士|电车|车|线)/
/** After a blank the writer has set the number apart; only these still make it a measure. */
const APART = /^(?:号(?:楼|院|门|线|栋|车)|栋|幢|单元|月份?(?=\d|$|初|底|的)|万|元|千米|公里|岁)/
const SEPARATOR = /^\s*[、,.:;)\]\-—·。]\s*|^\s+/

/** Would the text make a bare number in front of it a measure? */
function followsMeasure(rest: string): boolean {
  if (BUS.test(rest)) return true
  for (const [word, exceptions] of Object.entries(measures)) {
    if (!rest.startsWith(word)) continue
    const after = rest.slice(word.length)
    return exceptions === '' || !new RegExp(`^(?:${exceptions})`).test(after)
  }
  return false
}

function ordinal(folded: string): PointHead | null {
  const found = new RegExp(`^第 *(\\d{1,2}|${NUMERAL}) *(?:条|点|项)(?:建议|要点|意见)?`).exec(
    folded,
  )
  if (!found?.[1]) return null
  const pointNo = CHINESE.indexOf(found[1]) + 1 || Number(found[1])
  const separator = SEPARATOR.exec(folded.slice(found[0].length))
  return { pointNo, end: found[0].length + (separator?.[0].length ?? 0) }
}

function circled(text: string): PointHead | null {
  const code = text.codePointAt(0) ?? 0
  // ① … ⑫
  if (code < 0x2460 || code > 0x246b) return null
  const separator = SEPARATOR.exec(fold(text).slice(1))
  return { pointNo: code - 0x245f, end: 1 + (separator?.[0].length ?? 0) }
}

function chineseNumeral(folded: string): PointHead | null {
  const found = new RegExp(`^(${NUMERAL})[、.]\\s*`).exec(folded)
  return found?.[1] ? { pointNo: CHINESE.indexOf(found[1]) + 1, end: found[0].length } : null
}

function bareNumber(folded: string): PointHead | null {
  // keycap emoji (3️⃣) have lost their selector by now and keep U+20E3
  const found = /^(\d{1,2})\u20E3?(?![\d%])/.exec(folded)
  if (!found?.[1]) return null
  const rest = folded.slice(found[0].length)
  const head = (length: number) => ({ pointNo: Number(found[1]), end: found[0].length + length })
  // 3点 / 3条 with a separator behind it is a point; without one it is a time or a count
  const counted = /^\s*(?:条|点|项)(?=\s*[、,:;]\s*\D|\s+\D)/.exec(rest)
  if (counted)
    return head(
      counted[0].length + (SEPARATOR.exec(rest.slice(counted[0].length))?.[0].length ?? 0),
    )
  const separator = SEPARATOR.exec(rest)
  if (!separator)
    return followsMeasure(rest) || /^[~/+*=]|^[和或、加比]\d/.test(rest) ? null : head(0)
  const after = rest.slice(separator[0].length)
  // 3.5米, 3,000元, 3:30, 3-5号
  if (separator[0].trim() !== '' && /^\d/.test(after) && !/^\s*[、;)\]]/.test(separator[0]))
    return null
  return separator[0].trim() === '' && APART.test(after) ? null : head(separator[0].length)
}

/**
 * Reads the point number that a suggestion begins with: `3 路灯`, `3、路灯`, `3路灯`, `第3条…`,
 * `③…`, `三、…`. `3号楼…`, `3月…`, `3000元…`, `3:30…`, `3路公交…` begin with none.
 * @returns the number as typed (0–99; the digest may have fewer points), or null
 */
export function readPointHead(text: string): PointHead | null {
  const folded = fold(text)
  return ordinal(folded) ?? circled(text) ?? chineseNumeral(folded) ?? bareNumber(folded)
}
