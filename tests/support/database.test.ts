import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from './database'

const ours = testDatabase()
const other = testDatabase()
const client = new MongoClient(ours.uri)

beforeAll(() => client.connect())
afterAll(async () => {
  await other.drop()
  await client.close()
})

test('a test file has a database of its own, which drop() removes', async () => {
  await client.db(ours.dbName).collection('things').insertOne({ name: 'ours' })
  await client.db(other.dbName).collection('things').insertOne({ name: 'other' })
  await ours.drop()
  expect(await client.db(ours.dbName).collection('things').countDocuments()).toBe(0)
  expect(await client.db(other.dbName).collection('things').countDocuments()).toBe(1)
})
