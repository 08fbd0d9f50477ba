export const examsEndpoints = {}
