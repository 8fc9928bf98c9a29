# Turns the requests of perf/attack/run into vegeta's targets, with a file for each body.
{
  print $1 " " target $2
  if ($3 != "") print "Content-Type: " $3
  if ($4 != "") {
    file = bodies "/" NR
    printf "%s", $4 >file
    close(file)
    print "@" file
  }
  print ""
}
