using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Enforcement.Evidence;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>What the sender's installation says of a letter that it offers: kept as a letter that came in, with its files, and the duty with its release.</summary>
public sealed class ReceiverSide(IFileStore files, IncomingOpening opening, OrganizationDirectory organizations)
{
    /// <summary>Every file of the signed manifest is there and is what the manifest says; before anything is locked.</summary>
    internal static void Check(Message message, JsonObject contents)
    {
        _ = FilesOf(message, contents);
        if (message.Body["content"] is not JsonObject)
            throw ExchangeRefusal.Unreadable();
    }

    /// <param name="letter">What the two have about it already; locked.</param>
    /// <param name="opens">Whether a release opens the finding or case. Without it the duty alone is written down, and the head opens.</param>
    /// <returns>False: it changes nothing any more.</returns>
    internal async Task<bool> TakeAsync(
        Step step,
        Message message,
        IncomingLetter? letter,
        JsonObject contents,
        bool opens,
        CancellationToken cancel
    )
    {
        if (message.Kind == MessageKinds.Offer)
        {
            if (letter is null)
                Offer(step, message, contents);
            return letter is null;
        }
        if (letter is null)
            throw ExchangeRefusal.NoSuchHandoff();
        var changed = message.Kind switch
        {
            MessageKinds.Release => await ReleaseAsync(step, letter, message, opens, cancel),
            MessageKinds.Withdrawal => Withdraw(step, letter),
            MessageKinds.Word => Hear(step, letter, message),
            _ => Designate(step, letter),
        };
        if (changed)
            step.Write(IncomingTable.Update(letter));
        return changed;
    }

    private async Task<bool> ReleaseAsync(Step step, IncomingLetter letter, Message message, bool opens, CancellationToken cancel)
    {
        // Only what was accepted here can be released there: it needs our signature.
        if (letter.State != IncomingStates.Accepted)
            return false;
        letter.Hold(Message.InstantOf(message.Body, "releasedAt") ?? throw ExchangeRefusal.Unreadable());
        if (opens)
            await opening.OpenAsync(step, letter, cancel);
        IncomingNotices.Tell(step, letter, opens ? "notice.incoming-released" : "notice.incoming-unopened", HeadRoleOf(letter));
        return true;
    }

    private bool Withdraw(Step step, IncomingLetter letter)
    {
        var role = letter.State == IncomingStates.Offered ? RegistryRoleOf(letter) : HeadRoleOf(letter);
        if (!letter.Withdraw())
            return false;
        IncomingNotices.Tell(step, letter, "notice.incoming-withdrawn", role);
        return true;
    }

    private bool Designate(Step step, IncomingLetter letter)
    {
        if (!letter.Designate(step.Now))
            return false;
        IncomingNotices.Tell(
            step,
            letter,
            "notice.incoming-designated",
            letter.State == IncomingStates.Offered ? RegistryRoleOf(letter) : HeadRoleOf(letter)
        );
        return true;
    }

    private bool Hear(Step step, IncomingLetter letter, Message message)
    {
        var words = message.Body.Text("words") ?? throw ExchangeRefusal.Unreadable();
        var word = new IncomingWord(message.From, message.Body.Text("by") ?? letter.SenderName, step.Now, words)
        {
            ThirdBody = message.Body.Text("thirdBody"),
        };
        if (!letter.Hear(word))
            return false;
        IncomingNotices.Tell(step, letter, "notice.incoming-word", HeadRoleOf(letter));
        return true;
    }

    private string RegistryRoleOf(IncomingLetter letter) => IncomingNotices.RegistryRoleOf(letter, organizations);

    private string HeadRoleOf(IncomingLetter letter) => IncomingNotices.HeadRoleOf(letter, organizations);

    private void Offer(Step step, Message message, JsonObject contents)
    {
        var content = message.Body["content"]!.AsObject();
        var organization = organizations.Find(message.To)!;
        var letter = new IncomingLetter
        {
            Id = RowId.New(organization.County!, step.Now),
            Way = HandoffWays.Peer,
            Organization = organization.Code,
            SenderOrg = message.From,
            SenderName = content.Text("senderName") ?? organizations.NameOf(message.From),
            SenderRegion = organizations.Find(message.From)?.Region ?? "",
            Number = content.Text("number") ?? "",
            DatedOn = content.Day("sentOn") ?? step.Today,
            ReceivedAt = step.Now,
            ReceivedOn = step.Today,
            HandoffId = message.Handoff,
            RegisteredBy = message.From,
            Content = content.DeepClone().AsObject(),
        };
        letter.Content["expiresAt"] = message.Body["expiresAt"]?.DeepClone();
        letter.Offered();
        step.Write(IncomingTable.Insert(letter));
        foreach (var (told, bytes) in FilesOf(message, contents))
            if (FileKind.Of(bytes) is not null)
            {
                var taken = TakenFile.Of(
                    files,
                    new IncomingFile(bytes, told.Text("name") ?? "file", TakenAt: Message.InstantOf(told, "takenAt")),
                    letter.County,
                    organization.Code,
                    null,
                    Actor.System,
                    step.Now
                );
                taken.WriteIn(step);
                step.Write(IncomingTable.AddFile(letter, taken.Attachment.Id));
            }
        IncomingNotices.Tell(step, letter, "notice.incoming-offered", RegistryRoleOf(letter));
    }

    private static List<(JsonObject Told, byte[] Bytes)> FilesOf(Message message, JsonObject contents)
    {
        var all = new List<(JsonObject, byte[])>();
        foreach (var told in (message.Body["files"] as JsonArray ?? throw ExchangeRefusal.Unreadable()).OfType<JsonObject>())
        {
            var hash = told.Text("sha256") ?? throw ExchangeRefusal.Unreadable();
            byte[] bytes;
            try
            {
                bytes = Convert.FromBase64String(contents.Text(hash) ?? throw ExchangeRefusal.WrongHash());
            }
            catch (FormatException)
            {
                throw ExchangeRefusal.WrongHash();
            }
            if (bytes.Length > FileLimits.MostBytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash)
                throw ExchangeRefusal.WrongHash();
            all.Add((told, bytes));
        }
        return all;
    }
}
