import { useState } from 'react'
import { DeskPage } from '../parts/desk-page'
import { Finder } from './finder'
import { Invites } from './invites'
import { Numbers } from './numbers'

function Skills() {
  const [round, setRound] = useState(0)
  const changed = () => setRound(round + 1)
  return (
    <div className="dk-sheet">
      <h1 className="lx-title">能人库</h1>
      <p className="lx-subtitle">谁会什么、什么时候有空，都是本人写的；本人点了头才找得到。</p>
      <Finder onInvited={changed} />
      <Invites round={round} onNoted={changed} />
      <Numbers round={round} />
    </div>
  )
}

/** 能人库 at the desk: finding and inviting helpers, noting what was done, the three numbers. */
function DeskSkillsPage() {
  return (
    <DeskPage title="能人库" here="deskSkills" inner>
      <Skills />
    </DeskPage>
  )
}

export default DeskSkillsPage
