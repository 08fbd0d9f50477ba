export const membersEndpoints = {}
