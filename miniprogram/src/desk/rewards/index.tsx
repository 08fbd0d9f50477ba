import { useState } from 'react'
import { DeskPage } from '../parts/desk-page'
import { ExportButton } from '../parts/export-button'
import { fetchRewardOrders } from '../parts/transfer'
import { ByCode } from './by-code'
import { Orders } from './orders'
import { Rewards } from './rewards'
import './rewards.scss'

function Body() {
  // What is handed over or cancelled in one part changes what the others show.
  const [round, setRound] = useState(0)
  const changed = () => setRound(round + 1)
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">积分兑换</h1>
        <ExportButton fetch={fetchRewardOrders} />
      </div>
      <p className="lx-subtitle">志愿服务得的积分换东西：对码交付，管好库存。</p>
      <ByCode onChanged={changed} />
      <Orders round={round} onChanged={changed} />
      <Rewards round={round} />
    </div>
  )
}

/** 积分兑换 at the desk: handing over by code or from the list, what is offered, and its stock. */
function DeskRewardsPage() {
  return (
    <DeskPage title="积分兑换" here="deskRewards" inner>
      <Body />
    </DeskPage>
  )
}

export default DeskRewardsPage
