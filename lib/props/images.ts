/** The settings of images, which are of whole servers. */
export interface ImageSettings {
  /**
   * Makes and deletes images (AMIs) of servers by their tags. The role gets the rights for it only then.
   *
   * @default false
   */
  readonly images?: boolean | undefined;

  /**
   * Days for which an image is kept after a server was last started from it; with `images`.
   *
   * @default 30
   */
  readonly imageInUse?: number | undefined;
}
