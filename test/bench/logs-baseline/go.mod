module opsctl/logs-baseline

go 1.22
