import { useQuery } from '@/api/use-query'
import { roleLabels } from '@lianxin/shared/roles'
import { Card } from '@/ui/card'

interface Account {
  phone: string
  password: string
}

/** Invented people to try it with; the server has them only outside production. */
export function DemoAccounts({ onPick }: { onPick: (account: Account) => void }) {
  const { data } = useQuery('meta.demoAccounts', {})
  if (!data || data.accounts.length === 0) return null
  return (
    <Card title="演示账号" aside="都是虚构的人">
      <div className="lx-rows">
        {data.accounts.map((account) => (
          <button
            key={account.phone}
            type="button"
            className="lx-plain lx-line"
            onClick={() => onPick(account)}
          >
            <span className="lx-line__text">
              {account.name}
              <span className="lx-line__note">
                {roleLabels[account.role]} · {account.orgName}
              </span>
            </span>
            <span className="lx-line__act">填上</span>
          </button>
        ))}
      </div>
    </Card>
  )
}
