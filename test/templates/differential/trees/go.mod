module chartroom.dev/test/trees

go 1.26
