using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Community.Messaging.Attachments;
using Community.Messaging.Channels;
using Community.Messaging.People;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Messaging.Uploads;

/// <summary>
/// The tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation, expiration, termination. The upload's owner alone
/// sees it; others get 404.
/// </summary>
internal static class UploadEndpoints
{
    private const string Version = "1.0.0";
    private const long MostInHeader = 1L << 40;
    private const string BodyType = "application/offset+octet-stream";

    private static readonly RequestHeader Resumable = new("Tus-Resumable", "The version of the tus protocol; 412 without it.", Version);

    private static readonly RequestHeader Metadata = new(
        "Upload-Metadata",
        "Pairs of a name and a text in base64, separated by commas: filename (the file's name) and alt (the alternative text)."
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var options = api.MapGroup("/attachments/uploads").WithTags("Attachments").AllowAnonymous().ExcludeFromDescription();
        options.MapMethods("/", [HttpMethods.Options], Describe);
        options.MapMethods("/{id:guid}", [HttpMethods.Options], Describe);

        var uploads = api.MapGroup("/attachments/uploads").WithTags("Attachments").RequireAuthorization(Policies.SignedIn);
        uploads.AddEndpointFilter(
            (context, next) =>
            {
                context.HttpContext.Response.OnStarting(AddVersionAsync, context.HttpContext.Response);
                return next(context);
            }
        );
        uploads
            .MapPost("/", BeginAsync)
            .Idempotent(["Upload-Length", "Upload-Metadata"], ["Upload-Offset", "Upload-Expires", "Tus-Resumable"])
            .WithRequestHeader(Resumable)
            .WithRequestHeader(Metadata);
        uploads.MapGet("/{id:guid}", GetAsync).WithName("upload_get").NotStored("an upload that grows").WithRequestHeader(Resumable);
        uploads
            .MapPatch("/{id:guid}", AppendAsync)
            .WithRequestHeader(Resumable)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status412PreconditionFailed))
            .Accepts<IFormFile>(BodyType)
            .WithMetadata(new UploadLimit(AttachmentIntake.MaxBytes));
        uploads.MapDelete("/{id:guid}", EndAsync).WithRequestHeader(Resumable);
    }

    /// <summary>The version, the extensions and the largest file.</summary>
    private static NoContent Describe(HttpResponse response)
    {
        var headers = response.Headers;
        headers["Tus-Resumable"] = headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,expiration,termination";
        headers["Tus-Max-Size"] = Text(AttachmentIntake.MaxBytes);
        return TypedResults.NoContent();
    }

    /// <summary>Begins an upload in parts, for a file that may take several connections.</summary>
    /// <remarks>
    /// By the tus protocol 1.0.0. <c>Location</c> is the upload: PATCH appends bytes to it, HEAD says how many have arrived. OPTIONS gives
    /// the largest length (<c>Tus-Max-Size</c>). The file's length counts towards the user's limits (429 <c>upload_quota</c>, 409
    /// <c>storage_full</c>). An upload that is not finished within a day is deleted.
    /// </remarks>
    /// <param name="length">The file's length in bytes, at most 26,214,400 (413).</param>
    private static async Task<
        Results<Created<UploadView>, BadRequestProblem, ForbiddenProblem, PreconditionFailedProblem, PayloadTooLargeProblem>
    > BeginAsync(
        [FromHeader(Name = "Upload-Length"), Range(0, MostInHeader)] long? length,
        HttpContext http,
        ClaimsPrincipal caller,
        Actors actors,
        UploadStore uploads
    )
    {
        var me = caller.UserId();
        await actors.RequireAsync(me);
        RequireVersion(http.Request);
        if (length is not > 0)
        {
            return Problem.BadRequest("The header Upload-Length must be the file's length in bytes, at least 1.");
        }

        if (length > AttachmentIntake.MaxBytes)
        {
            return Problem.PayloadTooLarge($"A file may be at most {AttachmentIntake.MaxBytes} bytes long.");
        }

        var about = UploadMetadata.Parse(http.Request.Headers["Upload-Metadata"].ToString());
        var upload = await uploads.BeginAsync(me, length.Value, about.Name, about.Alt);
        Mark(http.Response, upload);
        return TypedResults.Created(AddressOf(upload), await uploads.ViewAsync(upload));
    }

    /// <summary>How much of an upload has arrived, and the attachment as soon as it is whole.</summary>
    /// <remarks>HEAD gives the same in headers: <c>Upload-Offset</c>, <c>Upload-Length</c> and <c>Upload-Expires</c>.</remarks>
    /// <param name="id">The upload's id.</param>
    private static async Task<Results<Ok<UploadView>, PreconditionFailedProblem, NotFoundProblem>> GetAsync(
        Guid id,
        HttpContext http,
        ClaimsPrincipal caller,
        UploadStore uploads
    )
    {
        RequireVersion(http.Request);
        var upload = await uploads.FindAsync(id, caller.UserId()) ?? throw ChannelAccess.NoSuch("upload");
        Mark(http.Response, upload);
        http.Response.Headers["Upload-Length"] = Text(upload.ByteCount);
        return TypedResults.Ok(await uploads.ViewAsync(upload));
    }

    /// <summary>Appends bytes to an upload.</summary>
    /// <remarks>
    /// If the connection is cut, the bytes that arrived are kept: HEAD says how many. Of two requests at one offset, one is refused (409).
    /// With the last byte the file is checked as in <c>POST /attachments</c> and becomes an attachment, which <c>GET</c> of the upload has.
    /// A file that is refused (400, 415) ends its upload. After 503 the last bytes are sent again. A PATCH should send all that is left: an
    /// upload may take 64 steps and one for each 16 KiB of its length (400 <c>too_many_steps</c>, which ends it).
    /// </remarks>
    /// <param name="id">The upload's id.</param>
    /// <param name="offset">How many bytes have arrived; 409 <c>upload_offset</c> if it is another number.</param>
    private static async Task<
        Results<NoContent, BadRequestProblem, NotFoundProblem, ConflictProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>
    > AppendAsync(
        Guid id,
        [FromHeader(Name = "Upload-Offset"), Range(0, MostInHeader)] long? offset,
        HttpContext http,
        ClaimsPrincipal caller,
        Actors actors,
        UploadStore uploads,
        UploadReceiver receiver
    )
    {
        var me = caller.UserId();
        await actors.RequireAsync(me);
        RequireVersion(http.Request);
        if (offset is null)
        {
            return Problem.BadRequest("The header Upload-Offset must say how many bytes have arrived. HEAD tells it.");
        }

        var upload = await uploads.FindAsync(id, me) ?? throw ChannelAccess.NoSuch("upload");
        Mark(http.Response, upload);
        if (offset != upload.Received)
        {
            throw UploadStore.MovedOn();
        }

        if (http.Request.ContentLength > upload.Missing)
        {
            return Problem.PayloadTooLarge($"The upload lacks {upload.Missing} bytes. Send no more.");
        }

        Mark(http.Response, await receiver.AppendAsync(upload, http.Request.BodyReader));
        return TypedResults.NoContent();
    }

    /// <summary>Ends an upload and deletes the bytes that have arrived.</summary>
    /// <remarks>An attachment that is made already stays.</remarks>
    /// <param name="id">The upload's id.</param>
    private static async Task<Results<NoContent, PreconditionFailedProblem, NotFoundProblem>> EndAsync(
        Guid id,
        HttpContext http,
        ClaimsPrincipal caller,
        UploadStore uploads
    )
    {
        RequireVersion(http.Request);
        return await uploads.EndAsync(id, caller.UserId()) ? TypedResults.NoContent() : throw ChannelAccess.NoSuch("upload");
    }

    private static void RequireVersion(HttpRequest request)
    {
        if (request.Headers["Tus-Resumable"] != Version)
        {
            throw Problem.PreconditionFailed($"The header Tus-Resumable must be {Version}.").ToException();
        }
    }

    private static void Mark(HttpResponse response, Upload upload)
    {
        response.Headers["Tus-Resumable"] = Version;
        response.Headers["Upload-Offset"] = Text(upload.Received);
        response.Headers["Upload-Expires"] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
    }

    // When the answer starts, because a refusal clears the headers before.
    private static Task AddVersionAsync(object response)
    {
        var answer = (HttpResponse)response;
        answer.Headers["Tus-Resumable"] = Version;
        if (answer.StatusCode == StatusCodes.Status412PreconditionFailed)
        {
            answer.Headers["Tus-Version"] = Version;
        }

        return Task.CompletedTask;
    }

    private static string AddressOf(Upload upload) => $"/api/v1/attachments/uploads/{upload.Id}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
