using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace Community.Events.Tickets;

/// <summary>Tickets, visible to their holder, the event's organizer and its staff. For all other callers there is no such ticket.</summary>
internal static class TicketEndpoints
{
    private const string Svg = "image/svg+xml";
    private const string NoSuchTicket = "There is no such ticket.";

    public static void Map(IEndpointRouteBuilder api)
    {
        var tickets = api.MapGroup("/tickets").WithTags("Tickets");
        tickets.MapGet("/keys", ReadKeys).AllowAnonymous();
        tickets.MapGet("/{code}", ReadAsync).NotStored("has the code of a ticket").RequireSignedIn();
        tickets.MapGet("/{code}/qr.svg", DrawAsync).NotStored("has the code of a ticket").RequireSignedIn();
    }

    /// <summary>The public keys that tickets are verified with, also for scanners without a network.</summary>
    private static Ok<PublishedKeySet> ReadKeys(TicketKeyRing keys, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(keys.Published);
    }

    /// <summary>Shows a ticket to its holder, or to the event's organizer or staff.</summary>
    /// <param name="code">The ticket's code, in any case.</param>
    private static async Task<Results<Ok<TicketView>, NotFoundProblem>> ReadAsync(
        [StringLength(64)] string code,
        ClaimsPrincipal caller,
        EventsDb db,
        TicketKeyRing keys,
        HttpResponse response
    )
    {
        response.Headers.CacheControl = "no-store";
        return await db.FindTicketAsync(code, caller.UserId()) is { } ticket
            ? TypedResults.Ok(ticket.LetsIn() ? ticket with { Payload = keys.Sign(ticket.Says()) } : ticket)
            : Problem.NotFound(NoSuchTicket);
    }

    /// <summary>Draws a ticket's QR code.</summary>
    /// <remarks>409 if the ticket is no longer valid; <c>reason</c> is the registration's status.</remarks>
    /// <param name="code">The ticket's code, in any case.</param>
    private static async Task<Results<FileContentHttpResult, NotFoundProblem, ConflictProblem>> DrawAsync(
        [StringLength(64)] string code,
        ClaimsPrincipal caller,
        EventsDb db,
        TicketKeyRing keys,
        HttpResponse response
    )
    {
        if (await db.FindTicketAsync(code, caller.UserId()) is not { } ticket)
        {
            return Problem.NotFound(NoSuchTicket);
        }

        if (!ticket.LetsIn())
        {
            return Problem.Conflict("This ticket is no longer valid.", ticket.Status);
        }

        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Bytes(Encoding.UTF8.GetBytes(Draw(keys.Sign(ticket.Says()))), Svg);
    }

    /// <summary>Level Q: the code can be read with a quarter of it smudged, creased or under a glare.</summary>
    private static string Draw(string payload)
    {
        using var data = QRCodeGenerator.GenerateQrCode(payload, QRCodeGenerator.ECCLevel.Q);
        using var drawing = new SvgQRCode(data);
        return drawing.GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    private static bool LetsIn(this TicketView ticket) => ticket.Status is RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn;

    private static TicketPayload Says(this TicketView ticket) => new(ticket.EventId, ticket.RegistrationId, ticket.Code);

    /// <summary>
    /// The ticket, if the caller may see it. A ticket shows the event as it is now, so a former holder needs the right to see the event.
    /// </summary>
    private static async Task<TicketView?> FindTicketAsync(this EventsDb db, string typed, Guid caller)
    {
        if (TicketCode.Parse(typed) is not { } code)
        {
            return null;
        }

        var ticket = await (
            from registration in db.Registrations
            where registration.TicketCode == code
            join communityEvent in db.Events on registration.EventId equals communityEvent.Id
            where
                registration.UserId == caller
                || communityEvent.OrganizerId == caller
                || db.Staff.Any(staff => staff.EventId == communityEvent.Id && staff.UserId == caller)
            join person in db.People on registration.UserId equals person.Id into people
            from holder in people.DefaultIfEmpty()
            select new TicketView(
                code,
                registration.Status,
                communityEvent.Id,
                communityEvent.Name,
                communityEvent.Status,
                communityEvent.StartsAt,
                communityEvent.EndsAt,
                communityEvent.TimeZone,
                communityEvent.LocationName,
                registration.Id,
                registration.UserId,
                holder.FullName ?? holder.Username,
                registration.CheckedInAt,
                null
            )
        ).SingleOrDefaultAsync();
        return ticket is null || ticket.LetsIn() || await db.FindVisibleAsync(ticket.EventId, caller) is not null ? ticket : null;
    }
}
