"""The studio's forms: plain, one per service, fields listed one by one."""
