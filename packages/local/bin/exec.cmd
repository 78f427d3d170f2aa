@rem Scripts say "exec node ..." so that a signal to npm reaches Node. On Windows, whose shell knows no exec, this is it.
@%*
