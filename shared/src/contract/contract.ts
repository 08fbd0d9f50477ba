import { adminEndpoints } from './admin'
import { authEndpoints } from './auth'
import { botEndpoints } from './bot'
import { channelEndpoints } from './channels'
import { burdenEndpoints } from './burden'
import { digestEndpoints } from './digests'
import { eventDeskEndpoints } from './event-desk'
import { eventsEndpoints } from './events'
import { membersEndpoints } from './members'
import { metaEndpoints } from './meta'
import { noticesEndpoints } from './notices'
import { orgEndpoints } from './orgs'
import { playgroundEndpoints } from './playground'
import { publicDigestEndpoints } from './public-digests'
import { reminderEndpoints } from './reminders'
import { accountsEndpoints } from './accounts'
import { assessmentEndpoints } from './assessment'
import { bookEndpoints } from './book'
import { certificatesEndpoints } from './certificates'
import { checkinsEndpoints } from './checkins'
import { examsEndpoints } from './exams'
import { hourImportsEndpoints } from './hour-imports'
import { hoursEndpoints } from './hours'
import { lessonsEndpoints } from './lessons'
import { rewardsEndpoints } from './rewards'
import type { EndpointName } from './routes'
import { skillsEndpoints } from './skills'
import { sourceEndpoints } from './sources'
import { studyReportEndpoints } from './study-reports'
import { teamsEndpoints } from './teams'
import { ticketEndpoints } from './tickets'
import type { Endpoint } from './endpoint'

/** Every endpoint there is. The server serves these and no other. */
export const contract = {
  ...metaEndpoints,
  ...accountsEndpoints,
  ...authEndpoints,
  ...orgEndpoints,
  ...channelEndpoints,
  ...digestEndpoints,
  ...publicDigestEndpoints,
  ...sourceEndpoints,
  ...burdenEndpoints,
  ...botEndpoints,
  ...ticketEndpoints,
  ...reminderEndpoints,
  ...noticesEndpoints,
  ...adminEndpoints,
  ...lessonsEndpoints,
  ...examsEndpoints,
  ...checkinsEndpoints,
  ...bookEndpoints,
  ...assessmentEndpoints,
  ...studyReportEndpoints,
  ...membersEndpoints,
  ...teamsEndpoints,
  ...eventsEndpoints,
  ...eventDeskEndpoints,
  ...skillsEndpoints,
  ...hoursEndpoints,
  ...hourImportsEndpoints,
  ...certificatesEndpoints,
  ...rewardsEndpoints,
  ...playgroundEndpoints,
} satisfies Record<EndpointName, Endpoint>

export type Contract = typeof contract
