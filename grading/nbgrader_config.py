# nbgrader's settings for these notebooks; nbgrader is started in this folder.
c = get_config()  # noqa: F821  given by nbgrader

c.CourseDirectory.course_id = "alexnet-mnist"

# What stands between the marks becomes the blank that pupils replace.
c.ClearSolutions.code_stub = {"typescript": "yourAnswer"}

# An endless loop is stopped after so many seconds and costs the points of its own cell. The longest cell
# trains for less than half a minute on two processor cores.
c.Execute.timeout = 120
# A busy machine may take its time to say that a cell has ended.
c.Execute.iopub_timeout = 60
