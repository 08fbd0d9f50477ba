import { createWorkdayCalendar } from '@lianxin/shared'
import { readSheet } from 'read-excel-file/node'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BinaryAnswer } from '../../http/route'
import { DigestModel } from '../digests/digest.model'
import { timesByMonth } from '../digests/digest.quota'
import {
  account,
  actorOf,
  approved,
  setup,
  type Shown,
  type World,
} from '../digests/digest.fixture'
import { useDatabase } from '../deliveries/test-support/world'
import { bindGroup, markGroupsSeen } from '../groups'
import { createOrg, type OrgRecord } from '../orgs'
import { createBurdenRoutes } from './index'
import { OccurrenceModel, PushModel, TaskModel } from './burden.model'
import { inTransaction } from '../../platform/database'
import { noteHandedDown, recountPushes } from './burden.record'

useDatabase()
beforeEach(async () => {
  await DigestModel.deleteMany({})
  await PushModel.deleteMany({})
  await OccurrenceModel.deleteMany({})
  await TaskModel.deleteMany({})
}
