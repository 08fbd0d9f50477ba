import { demoOrgs, demoPassword, demoPeople, demoPhone } from './district'

/** Who can be signed in as in the demo, for the page that offers it. */
export function demoAccounts() {
  return demoPeople.flatMap((person) => {
    const phone = demoPhone(person)
    const [post] = person.posts
    const org = demoOrgs.find(({ key }) => key === post?.[1])
    return phone && post && org
      ? [{ name: person.name, role: post[0], orgName: org.name, phone, password: demoPassword }]
      : []
  })
}
