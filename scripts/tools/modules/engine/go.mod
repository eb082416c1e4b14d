module chartroom.dev/tools/engine

go 1.26.0
