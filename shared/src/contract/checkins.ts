export const checkinsEndpoints = {}
