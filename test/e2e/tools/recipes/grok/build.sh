# Elastic's grok engine and a main that answers questions on stdin.
mvn -q -B -f pom.xml dependency:copy-dependencies -DoutputDirectory="$OUT/lib"
javac -Xlint:-options -cp "$OUT/lib/*" -d "$OUT/classes" Grok.java
