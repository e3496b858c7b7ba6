package law

const CommonWorkday ID = "common.workday"
