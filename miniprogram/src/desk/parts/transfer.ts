import Taro from '@tarojs/taro'
import { addressOf, ApiError, UnreachableError } from '@lianxin/shared/client'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { errorCatalog, MOST_HOUR_BYTES, MOST_MEMBER_BYTES } from '@lianxin/shared'
import { apiBase } from '@/api/client'
import {
  bearer,
  fetchFile,
  jsonOf,
  reached,
  refusal,
  signedIn,
  type Answer,
} from '@/api/fetch-file'
import { isRecord } from '@/lib/storage'

/** A film of some minutes takes some minutes. */
const uploadTimeoutMs = 5 * 60_000

/** A file that was chosen: the browser's own, or where WeChat put it. */
export type ChosenFile = File | { path: string }

/** Sends a file with the person's token. @throws ApiError, UnreachableError */
async function postFile(path: string, file: ChosenFile): Promise<Record<string, unknown>> {
  const url = apiBase + path
  const answer = await signedIn(async (): Promise<Answer> => {
    if ('path' in file) {
      const options = { url, filePath: file.path, name: 'file', header: bearer() }
      const sent = await reached(Taro.uploadFile({ ...options, timeout: uploadTimeoutMs }))
      return { status: sent.statusCode, text: sent.data }
    }
    const body = new FormData()
    body.append('file', file, file.name)
    const response = await reached(fetch(url, { method: 'POST', headers: bearer(), body }))
    return { status: response.status, text: await response.text() }
  })
  const json = jsonOf(answer.text)
  if (answer.status >= 300 || !isRecord(json)) throw refusal(answer)
  return json
}

/**
 * Reads a .txt, .docx or .html into a draft.
 * @throws ApiError with the sentence to show (intake.*), UnreachableError
 */
export async function importFile(file: ChosenFile): Promise<OutputOf<'digests.importFile'>> {
  const draft = await postFile(addressOf('digests.importFile').path, file)
  return draft as OutputOf<'digests.importFile'>
}

/** Reads a .docx with its pictures into a lesson. @throws ApiError (intake.*), UnreachableError */
export async function importLesson(file: ChosenFile): Promise<OutputOf<'lessons.importFile'>> {
  const read = await postFile(addressOf('lessons.importFile').path, file)
  return read as OutputOf<'lessons.importFile'>
}

/** Sends a picture, sound, film or captions for a lesson. @throws ApiError (media.*), UnreachableError */
export async function uploadMedia(file: ChosenFile): Promise<OutputOf<'media.upload'>> {
  return (await postFile(addressOf('media.upload').path, file)) as OutputOf<'media.upload'>
}

/** @throws ApiError before megabytes are sent for nothing */
function checkSize(file: ChosenFile, most: number): void {
  if (!('size' in file) || file.size <= most) return
  const code = 'sheet.too_large'
  const { status, message } = errorCatalog[code]
  throw new ApiError(status, { code, message, requestId: '' })
}

/** Has a roster (.xlsx) looked over; nothing is imported. @throws ApiError (sheet.*, member_import.*), UnreachableError */
export async function checkRoster(file: ChosenFile): Promise<OutputOf<'memberImports.check'>> {
  checkSize(file, MOST_MEMBER_BYTES)
  const seen = await postFile(addressOf('memberImports.check').path, file)
  return seen as OutputOf<'memberImports.check'>
}

/** Begins to import a roster (.xlsx). @throws ApiError (sheet.*, member_import.*), UnreachableError */
export async function importRoster(file: ChosenFile): Promise<OutputOf<'memberImports.create'>> {
  checkSize(file, MOST_MEMBER_BYTES)
  const begun = await postFile(addressOf('memberImports.create').path, file)
  return begun as OutputOf<'memberImports.create'>
}

/** Has a sheet of past hours (.xlsx) looked over; nothing is written in. @throws ApiError (sheet.*, hour_import.*), UnreachableError */
export async function checkHourSheet(file: ChosenFile): Promise<OutputOf<'hourImports.check'>> {
  checkSize(file, MOST_HOUR_BYTES)
  const seen = await postFile(addressOf('hourImports.check').path, file)
  return seen as OutputOf<'hourImports.check'>
}

/** Writes a sheet of past hours (.xlsx) in. @throws ApiError (sheet.*, hour_import.*), UnreachableError */
export async function importHourSheet(file: ChosenFile): Promise<OutputOf<'hourImports.create'>> {
  checkSize(file, MOST_HOUR_BYTES)
  const done = await postFile(addressOf('hourImports.create').path, file)
  return done as OutputOf<'hourImports.create'>
}

/** A document of the person's choice from a chat (WeChat has no file system to choose from). */
export async function chooseInWechat(): Promise<ChosenFile | null> {
  try {
    const { tempFiles } = await Taro.chooseMessageFile({ count: 1, type: 'file' })
    const [file] = tempFiles
    return file ? { path: file.path } : null
  } catch {
    // Closed without choosing.
    return null
  }
}

/**
 * Fetches the sheets of a digest with the person's token and shows them in a tab of their own,
 * with the print dialog open. Only for a browser: a phone in WeChat has no printer.
 * @param groupId one group; left out: every group on paper
 * @throws ApiError, UnreachableError
 */
export async function printSheets(id: string, groupId?: string): Promise<void> {
  const query = groupId ? { groupId } : {}
  await printPage(addressOf('digests.sheet', { params: { id }, query }).path)
}

/** The same with the sign-off sheet of how a subtree studied. @throws ApiError, UnreachableError */
export async function printSignOff(query: StudyQuery): Promise<void> {
  await printPage(addressOf('studyReports.sheet', { query }).path)
}

/** The same with a member's points booklet. @throws ApiError, UnreachableError */
export async function printBooklet(personId: string): Promise<void> {
  await printPage(addressOf('points.booklet', { params: { id: personId } }).path)
}

async function printPage(path: string): Promise<void> {
  const url = apiBase + path
  // Opened before anything is waited for, else a browser takes it for an unasked-for window.
  const tab = window.open('', '_blank')
  try {
    const response = await signedIn(() => reached(fetch(url, { headers: bearer() })))
    if (!response.ok) throw refusal({ status: response.status, text: await response.text() })
    const address = URL.createObjectURL(await response.blob())
    if (!tab) {
      window.location.assign(address)
      return
    }
    tab.addEventListener('load', () => tab.print())
    tab.location.replace(address)
  } catch (error) {
    tab?.close()
    throw error
  }
}

type StudyQuery = NonNullable<InputOf<'studyReports.sheet'>['query']>

/**
 * Fetches the ledger as a spreadsheet with the person's token: a download in a browser, opened in
 * WeChat, from where it can be passed on.
 * @throws ApiError, UnreachableError
 */
export async function fetchLedger(
  query: NonNullable<InputOf<'tickets.export'>['query']>,
  fileName: string,
): Promise<void> {
  await fetchFile(addressOf('tickets.export', { query }).path, fileName)
}

/** The same with what communities got from above in a month. @throws ApiError, UnreachableError */
export async function fetchBurden(month: string): Promise<void> {
  const { path } = addressOf('burden.export', { query: { month } })
  await fetchFile(path, `基层负担-${month}.xlsx`)
}

/** The same with how a subtree studied in a month. @throws ApiError, UnreachableError */
export async function fetchStudy(query: StudyQuery): Promise<void> {
  await fetchFile(addressOf('studyReports.export', { query }).path, `学习情况-${query.month}.xlsx`)
}

/** The same with hours of service, of some months and perhaps a team. @throws ApiError, UnreachableError */
export async function fetchHours(
  query: NonNullable<InputOf<'hours.export'>['query']>,
  fileName: string,
): Promise<void> {
  await fetchFile(addressOf('hours.export', { query }).path, fileName)
}

/** The same with an empty sheet of past hours to fill in. @throws ApiError, UnreachableError */
export async function fetchHourTemplate(): Promise<void> {
  await fetchFile(addressOf('hourImports.template').path, '志愿服务时长补录模板.xlsx')
}

/** The same with the rows that the last import gave back. @throws ApiError (hour_import.no_result), UnreachableError */
export async function fetchHourResult(): Promise<void> {
  await fetchFile(addressOf('hourImports.result').path, '时长补录要改的行.xlsx')
}

/** The same with an empty roster to fill in. @throws ApiError, UnreachableError */
export async function fetchRosterTemplate(): Promise<void> {
  await fetchFile(addressOf('memberImports.template').path, '党员名册模板.xlsx')
}

/** The same with the rows of an import that are to be mended. @throws ApiError, UnreachableError */
export async function fetchRosterResult(each: OutputOf<'memberImports.get'>): Promise<void> {
  const { path } = addressOf('memberImports.result', { params: { id: each.id } })
  await fetchFile(path, `要改的行-${each.startedAt.slice(0, 10)}.xlsx`)
}

/** The same with who signed up for a date and who came. @throws ApiError, UnreachableError */
export async function fetchShiftPeople(
  each: Pick<OutputOf<'events.get'>, 'id' | 'title' | 'day'>,
): Promise<void> {
  const { path } = addressOf('events.peopleSheet', { params: { id: each.id } })
  await fetchFile(path, `${each.title}-${each.day}-名单.xlsx`)
}

/** The same with this year's orders of rewards. @throws ApiError, UnreachableError */
export async function fetchRewardOrders(): Promise<void> {
  await fetchFile(addressOf('rewardOrders.export').path, '积分兑换.xlsx')
}

/**
 * Opens something that goes on, with the person's token. Only for a browser: WeChat has no streams.
 * @throws ApiError when the server refuses it, UnreachableError when it does not answer
 */
export async function openStream(
  path: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const url = apiBase + path
  const response = await signedIn(() => reached(fetch(url, { headers: bearer(), signal })))
  if (!response.ok) throw refusal({ status: response.status, text: await response.text() })
  if (!response.body) throw new UnreachableError('服务暂时没有回应，请稍后再试。')
  return response.body
}
