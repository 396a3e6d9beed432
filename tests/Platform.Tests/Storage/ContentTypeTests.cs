using System.Text;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;

namespace Community.Platform.Tests.Storage;

public class ContentTypeTests
{
    [Theory]
    [InlineData(ContentType.Jpeg)]
    [InlineData(ContentType.Png)]
    [InlineData(ContentType.Webp)]
    [InlineData(ContentType.Gif)]
    public void PicturesAreKnownByTheirFirstBytes(string type) =>
        ContentType.Detect(Pictures.Of(type).AsSpan(0, ContentType.BytesNeeded)).ShouldBe(type);

    [Fact]
    public void APdfIsKnown() => ContentType.Detect("%PDF-1.7\n%\u00e2"u8).ShouldBe(ContentType.Pdf);

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>")]
    [InlineData("<?xml version=\"1.0\"?><svg/>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("GIF89a=1;alert(1)//")]
    [InlineData("GIF89a/*")]
    [InlineData("%PDF-evil")]
    [InlineData("BM            ")]
    [InlineData("\u00ff\u00d8\u00ff<script>")]
    [InlineData("\u0089PNG\r\n")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ")]
    [InlineData("")]
    public void WhatABrowserMightRunIsNeverKnown(string content)
    {
        var type = ContentType.Detect(Encoding.Latin1.GetBytes(content));
        // The beginning is that of a GIF if its size happens to be text: then the whole file decides.
        if (type is null)
        {
            return;
        }
        type.ShouldBe(ContentType.Gif);
        Should.Throw<InvalidImageException>(() =>
            ImageMetadata.Strip(new MemoryStream(Encoding.Latin1.GetBytes(content)), new MemoryStream())
        );
    }
}
