using Community.Identity.Passwords;

namespace Community.Identity.Tests.Passwords;

public sealed class StoredHashTests
{
    // Made by crypto_pwhash_str of libsodium 1.0.18 (Debian 12), like all earlier hashes.
    [Theory]
    [InlineData(
        "correct horse battery",
        "$argon2id$v=19$m=19456,t=2,p=1$4ScviGcp5161AJZNT+liYg$7ZD3FGljc/lG//Y1YjsVUys/lWtx74Z61RFEhTVGuBA",
        false
    )]
    [InlineData(
        "pässwörd – 日本語 👋",
        "$argon2id$v=19$m=19456,t=2,p=1$+D0Oc6J9djwAPxOXK017HA$OWnvJ3FhJ6iPkQ/VyMQnU+JJRBNibF9jpotQVdvlHGg",
        false
    )]
    [InlineData(
        "older and cheaper",
        "$argon2id$v=19$m=8192,t=3,p=1$4tvg6AieMlbe8D9DqPBU8A$hbRXiP9EIQEX80+m0yFomKB/sQjS7K4oeaycvXZYBgY",
        true
    )]
    public void AStoredHashOpensWithItsPasswordOnly(string password, string phc, bool needsRehash)
    {
        Argon2id.Verify(phc, password).ShouldBeTrue();
        Argon2id.Verify(phc, password + " ").ShouldBeFalse();
        Argon2id.NeedsRehash(phc).ShouldBe(needsRehash);
    }

    [Fact]
    public void ANewHashIsAPhcStringOfTodaysCostWithASaltOfItsOwn()
    {
        var phc = Argon2id.Hash("correct horse battery");
        phc.ShouldMatch(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$");
        Argon2id.Hash("correct horse battery").ShouldNotBe(phc);
        Argon2id.Verify(phc, "correct horse battery").ShouldBeTrue();
        Argon2id.NeedsRehash(phc).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$$")]
    [InlineData("$argon2id$v=19$m=4294967295,t=2,p=1$4ScviGcp5161AJZNT+liYg$7ZD3FGljc/lG//Y1YjsVUys/lWtx74Z61RFEhTVGuBA")]
    [InlineData("$argon2id$v=19$m=9999999,t=2,p=1$4ScviGcp5161AJZNT+liYg$7ZD3FGljc/lG//Y1YjsVUys/lWtx74Z61RFEhTVGuBA")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=4$4ScviGcp5161AJZNT+liYg$7ZD3FGljc/lG//Y1YjsVUys/lWtx74Z61RFEhTVGuBA")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$4ScviGcp5161AJZNT+liY$7ZD3FGljc/lG//Y1YjsVUys/lWtx74Z61RFEhTVGuBA")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$4ScviGcp5161AJZNT+liYg$7ZD3FGljc/lG")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$4ScviGcp5161AJZNT+liYg$7ZD3FGljc/lG//Y1YjsVUys/lWtx74Z61RFEhTVGuBA")]
    public void ATextThatIsNoSuchHashOpensNothing(string phc) => Argon2id.Verify(phc, "correct horse battery").ShouldBeFalse();
}
