// The floor that the server is measured against: plain Koa, the router, the driver, the same
// database calls, and nothing else. Prints its port. Settings: MONGODB_URI, MONGODB_DB.
import { requireOfServer } from './packages.mjs'

const Koa = requireOfServer('koa')
const { Router } = requireOfServer('@koa/router')
const { bodyParser } = requireOfServer('@koa/bodyparser')
const { MongoClient, ObjectId } = requireOfServer('mongodb')

const client = await new MongoClient(process.env.MONGODB_URI, { maxPoolSize: 50 }).connect()
const db = client.db(process.env.MONGODB_DB)
const tickets = db.collection('tickets')
// Written to a collection of its own, with the same indexes.
const written = db.collection('bench_tickets')
const counters = db.collection('bench_counters')
const model = await tickets.findOne({ 'reporter.kind': 'person' })
for (const { key, unique } of await tickets.listIndexes().toArray()) {
  if (!('_id' in key && Object.keys(key).length === 1))
    await written.createIndex(key, unique ? { unique } : {})
}

// Somebody's paper of the demo, for one of the same size.
const paper = await db.collection('exam_attempts').findOne({ result: { $ne: null } })
const papers = db.collection('bench_attempts')
await papers.createIndex({ examId: 1, personId: 1, number: 1 }, { unique: true })

/** A row of the page, about as large as the server's. @param {Record<string, any>} ticket */
const row = (ticket) => ({
  id: ticket._id,
  number: ticket.number,
  type: ticket.type,
  title: ticket.title,
  state: ticket.state,
  org: ticket.orgId,
  source: ticket.sourceLabel,
  reporter: ticket.reporter.maskedName,
  digest: ticket.digest,
  assignee: ticket.assignee,
  dueAt: ticket.nextDueAt,
  createdAt: ticket.createdAt,
})

/** The server's due instant of what is closed. */
const never = new Date('9999-12-31T00:00:00.000Z')

const router = new Router()
router.get('/health', async (/** @type {any} */ ctx) => {
  await db.command({ ping: 1 })
  ctx.body = { status: 'ok' }
})
router.get('/tickets', async (/** @type {any} */ ctx) => {
  const org = new ObjectId(ctx.query.orgId)
  const page = await tickets
    .find({ orgPath: { $in: [org] }, nextDueAt: { $lt: never } })
    .sort({ nextDueAt: 1, _id: 1 })
    .limit(21)
    .toArray()
  ctx.body = { items: page.slice(0, 20).map(row) }
})
router.post('/tickets', async (/** @type {any} */ ctx) => {
  const counter = await counters.findOneAndUpdate(
    { _id: 'tickets' },
    { $inc: { value: 1 } },
    { upsert: true, returnDocument: 'after' },
  )
  const number = `LX-20261122-${String(counter.value).padStart(4, '0')}`
  const ticket = { ...model, _id: new ObjectId(), number, originTag: number }
  await written.insertOne({ ...ticket, text: ctx.request.body.text, createdAt: new Date() })
  ctx.status = 201
  ctx.body = { id: ticket._id, number }
})

router.post('/attempts', async (/** @type {any} */ ctx) => {
  const { device } = ctx.request.body
  const attempt = { ...paper, _id: new ObjectId(), personId: new ObjectId(), device }
  await papers.insertOne(attempt)
  ctx.body = attempt
})

// One row a day and person, as a check-in leaves it.
const days = db.collection('bench_checkins')
await days.createIndex({ personId: 1, day: 1 }, { unique: true })
router.post('/checkins', async (/** @type {any} */ ctx) => {
  const { thought } = ctx.request.body
  const day = new Date().toISOString().slice(0, 10)
  const row = { personId: new ObjectId(), day, at: new Date(), via: 'app', thought, orgPath: [] }
  await days.insertOne(row)
  ctx.body = { today: day, doneToday: true, streak: 1, isNew: true }
})

const app = new Koa()
app.use(bodyParser())
app.use(router.routes())
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.once('SIGTERM', () => process.exit(0))
