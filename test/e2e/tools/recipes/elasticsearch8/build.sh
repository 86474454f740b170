# A node out of the jars of Elasticsearch: server, HTTP and transport, and a plugin of the tests (see README.md beside recipes/).
mvn -q -B -f pom.xml dependency:copy-dependencies -DoutputDirectory="$OUT/lib"
NETTY="$OUT/modules/transport-netty4"
mkdir -p "$NETTY" "$OUT/plugins" "$OUT/config" "$OUT/bin" "$OUT/classes/node" "$OUT/classes/plugin"
mv "$OUT"/lib/transport-netty4-*.jar "$OUT"/lib/netty-*.jar "$OUT"/lib/jbcrypt-*.jar "$NETTY"
javac -Xlint:none -cp "$OUT/lib/*" -d "$OUT/classes/node" TestNode.java
javac -Xlint:none -cp "$OUT/lib/*:$NETTY/*" -d "$OUT/classes/plugin" TestPlugin.java TestRoutes.java FileRealm.java FileRoles.java
jar --create --file "$OUT/lib/test-node.jar" -C "$OUT/classes/node" .
jar --create --file "$NETTY/test-plugin.jar" -C "$OUT/classes/plugin" .
rm -r "$OUT/classes"
cp plugin-descriptor.properties "$NETTY"
cp elasticsearch "$OUT/bin"
chmod +x "$OUT/bin/elasticsearch"
