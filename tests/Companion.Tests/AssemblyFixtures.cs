using Community.Testing;

[assembly: AssemblyFixture(typeof(TestServers))]
