# Elasticsearch as its authors pack it for their integration tests: the server with its real security, few modules.
mvn -q -B dependency:copy -DoutputDirectory="$OUT/download" \
  -Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:7.17.29:zip
cd "$OUT"
jar --extract --file download/*.zip
mv elasticsearch-7.17.29/* .
rm -r download elasticsearch-7.17.29
chmod +x bin/*
# The built-in index of users and API keys wants a filter and a tokenizer of a module that is not in this package.
PLUGIN="$OUT/plugins/analysis-of-users"
mkdir -p "$PLUGIN" "$OUT/classes"
javac -Xlint:none --release 11 -cp "$OUT/lib/*" -d "$OUT/classes" "$RECIPE/AnalysisOfUsersPlugin.java"
jar --create --file "$PLUGIN/analysis-of-users.jar" -C "$OUT/classes" .
rm -r "$OUT/classes"
cp "$RECIPE/plugin-descriptor.properties" "$PLUGIN"
