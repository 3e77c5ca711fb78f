// placeholder while the dependencies compile
